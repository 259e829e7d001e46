"""What can go wrong when something leaves the house.

ExportersError
+-- UnknownPlatform   no such platform is known
"""

from __future__ import annotations


class ExportersError(Exception):
    """Base of all errors of this package. Arguments are kept, so the error survives pickling."""


class UnknownPlatform(ExportersError):
    """No such platform is known. Argument: one sentence that lists those there are."""
