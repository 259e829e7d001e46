"""What can go wrong when something leaves the house.

ExportersError
+-- UnknownPlatform   no such platform is known
+-- UnknownTimeZone   no such time zone is known
"""

from __future__ import annotations


class ExportersError(Exception):
    """Base of all errors of this package. Arguments are kept, so the error survives pickling."""


class UnknownPlatform(ExportersError):
    """No such platform is known. Argument: one sentence that lists those there are."""


class UnknownTimeZone(ExportersError):
    """No such time zone is known. Argument: one sentence with examples."""
