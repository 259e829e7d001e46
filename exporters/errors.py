"""What can go wrong when something leaves the house.

ExportersError
+-- UnknownPlatform   no such platform is known
+-- UnknownTimeZone   no such time zone is known
+-- UnknownContract   no such contract file is known
+-- ContractBroken    a file is not what its contract says; carries contract, place and reason
"""

from __future__ import annotations


class ExportersError(Exception):
    """Base of all errors of this package. Arguments are kept, so the error survives pickling."""


class UnknownPlatform(ExportersError):
    """No such platform is known. Argument: one sentence that lists those there are."""


class UnknownTimeZone(ExportersError):
    """No such time zone is known. Argument: one sentence with examples."""


class UnknownContract(ExportersError):
    """No such contract file is known. Argument: one sentence that lists those there are."""


class ContractBroken(ExportersError):
    """A file is not what its contract says.

    Attributes:
        contract: Its name.
        place: Where, as a JSON path.
        reason: What is wrong there.
    """

    def __init__(self, contract: str, place: str, reason: str) -> None:
        super().__init__(contract, place, reason)
        self.contract = contract
        self.place = place
        self.reason = reason

    def __str__(self) -> str:
        return f"not a valid {self.contract} at {self.place}: {self.reason}"
