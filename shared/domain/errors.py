"""One tree of errors. The class says whether to try again; `code` says which rule was broken."""

from typing import ClassVar


class IntakeError(Exception):
    """
    Anything this product raises on purpose.

    `code` is stable and machine-readable (`document.encrypted`). The message is for a person: what was
    expected, what came, which thing. Neither ever holds a secret or text from a document.
    """

    retryable: ClassVar[bool] = False

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Refused(IntakeError):
    """The request or document breaks a rule; trying again unchanged will break it again."""


class Malformed(Refused):
    """The request cannot be understood: bad JSON, bad header, bad identifier."""


class Unconditional(Malformed):
    """A change must say which version it is of (`If-Match`), and this one does not."""


class Unauthenticated(Refused):
    """The caller did not prove who they are."""


class Forbidden(Refused):
    """The caller is known and may not do this: not in this role, or not after what they did before."""


class NotFound(Refused):
    """No such thing for this tenant. An unknown and a foreign identifier answer alike."""


class Erased(NotFound):
    """It was here, and was destroyed on purpose; the log says by whom, when and why."""


class Retained(Refused):
    """It must be kept: its statutory time is not over, or a legal hold is on it."""


class WrongRegion(Refused):
    """The tenant lives in another region; nothing of the payload was read."""


class TooLarge(Refused):
    """More bytes, pages or parts than a named limit allows."""


class UnsupportedMedia(Refused):
    """Bytes of a kind the product does not take."""


class Unprocessable(Refused):
    """Understood, and still not acceptable: an encrypted document, a key used for another body."""


class Conflict(IntakeError):
    """The state changed since it was read. Read again and decide again."""

    retryable = True


class Stale(Conflict):
    """The caller's copy is not the latest; nothing was changed. Show the latest and ask again."""


class Unavailable(IntakeError):
    """A service did not answer in time or asked to wait. Try again after `retry_after_s`."""

    retryable = True

    def __init__(self, code: str, message: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(code, message)
        self.retry_after_s = retry_after_s
