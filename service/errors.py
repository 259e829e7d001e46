"""From what went wrong to an answer: one table, one machine code, one sentence for the reader.

ServiceError
+-- NotSignedIn      nobody is signed in and no key was given
+-- BadCredentials   the password, link or key does not hold
+-- TooManyTries     too many passwords were tried
+-- ForgedRequest    a browser's change without the session's token
+-- BadRequest       the request cannot be understood; says what
+-- UploadBusy       somebody else is sending to this upload
+-- WrongOffset      the upload goes on at another place
+-- WrongProtocol    the upload speaks another version of tus
+-- ChecksumFailed   the bytes that came are not those that were sent
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from clipping.errors import BrandFileRefused, UnreadableSidecar
from workers.errors import (
    Conflict,
    NotAllowed,
    NotFound,
    NothingToLearn,
    NothingToUndo,
    TooLarge,
    WorkersError,
)


class ServiceError(Exception):
    """Base of all errors of this package. Argument: what happened, for logs and developers."""


class NotSignedIn(ServiceError):
    """Nobody is signed in and no key was given."""


class BadCredentials(ServiceError):
    """The password, link or key does not hold."""


class TooManyTries(ServiceError):
    """Too many passwords were tried; this one was not looked at."""


class ForgedRequest(ServiceError):
    """A change from a browser came without the session's token."""


class BadRequest(ServiceError):
    """The request cannot be understood. Argument: what is wrong with it."""


class UploadBusy(ServiceError):
    """Somebody else is sending to this upload."""


class WrongOffset(ServiceError):
    """The upload goes on at another place."""


class WrongProtocol(ServiceError):
    """The upload speaks another version of tus."""


class ChecksumFailed(ServiceError):
    """The bytes that came are not those that were sent."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered to an error: an HTTP status and the code that programs look at."""

    status: int
    code: str


#: The code is also the key of the sentence: `error.<code>` in the catalogues.
ANSWERS: Mapping[type[Exception], Answer] = {
    NotSignedIn: Answer(401, "not_signed_in"),
    BadCredentials: Answer(401, "bad_credentials"),
    TooManyTries: Answer(429, "too_many"),
    ForgedRequest: Answer(403, "forged_request"),
    BadRequest: Answer(400, "bad_request"),
    UploadBusy: Answer(423, "upload_busy"),
    WrongOffset: Answer(409, "wrong_offset"),
    WrongProtocol: Answer(412, "wrong_protocol"),
    ChecksumFailed: Answer(460, "checksum_failed"),
    NotFound: Answer(404, "not_found"),
    NotAllowed: Answer(403, "not_allowed"),
    NothingToLearn: Answer(409, "nothing_to_learn"),
    NothingToUndo: Answer(409, "nothing_to_undo"),
    Conflict: Answer(409, "conflict"),
    UnreadableSidecar: Answer(400, "unreadable_table"),
    BrandFileRefused: Answer(400, "brand_file_refused"),
    TooLarge: Answer(413, "too_large"),
    WorkersError: Answer(500, "unexpected"),
}

_OF_STATUS = {
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    422: "invalid",
    429: "too_many",
}


def answer_of(error: Exception) -> Answer:
    """The answer to an error, by the nearest class in the table."""
    for kind in type(error).__mro__:
        if kind in ANSWERS:
            return ANSWERS[kind]
    return Answer(500, "unexpected")


def code_of_status(status: int) -> str:
    """The code of an answer that was made by the framework."""
    return _OF_STATUS.get(status, "unexpected" if status >= 500 else "bad_request")


def problem(code: str, status: int, sentence: str, reason: str = "") -> dict[str, object]:
    """A problem document (RFC 9457).

    Args:
        code: For programs; stable.
        status: HTTP status.
        sentence: For the reader, in the reader's language.
        reason: What exactly happened, for developers; left out when empty.
    """
    try:
        title = HTTPStatus(status).phrase
    except ValueError:
        title = "Checksum Mismatch"
    out: dict[str, object] = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "code": code,
        "detail": sentence,
    }
    return {**out, "reason": reason} if reason else out
