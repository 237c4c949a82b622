"""The one translation of SDK errors into ours."""

from collections.abc import Iterator
from contextlib import contextmanager

from azure.core.exceptions import (
    AzureError,
    HttpResponseError,
    ResourceExistsError,
    ResourceModifiedError,
    ResourceNotFoundError,
)
from azure.servicebus.exceptions import MessageSizeExceededError, ServiceBusError

from shared.domain.errors import Conflict, NotFound, TooLarge, Unavailable


@contextmanager
def translated(service: str) -> Iterator[None]:
    """
    Run SDK calls; whatever they raise comes out as one of ours.

    404 is NotFound, 409 and 412 are Conflict, 413 is TooLarge. Everything else, refused credentials included,
    is Unavailable: the request was ours and right, so it is worth trying again when the service is.
    """
    try:
        yield
    except ResourceNotFoundError as error:
        raise NotFound(f"{service}.missing", "No such thing is stored.") from error
    except (ResourceExistsError, ResourceModifiedError) as error:
        raise Conflict(f"{service}.conflict", "Somebody else was first.") from error
    except HttpResponseError as error:
        raise _from_status(service, error) from error
    except MessageSizeExceededError as error:
        raise TooLarge(f"{service}.size", "The message is too large.") from error
    except (AzureError, ServiceBusError) as error:
        raise Unavailable(f"{service}.unreachable", f"{service} did not answer.") from error


def _from_status(service: str, error: HttpResponseError) -> Conflict | TooLarge | NotFound | Unavailable:
    match error.status_code:
        case 404:
            return NotFound(f"{service}.missing", "No such thing is stored.")
        case 409 | 412:
            return Conflict(f"{service}.conflict", "Somebody else was first.")
        case 413:
            return TooLarge(f"{service}.size", "More than the service takes.")
        case status:
            message = f"{service} answered {status}."
            return Unavailable(f"{service}.failed", message, retry_after_s=_retry_after_s(error))


def _retry_after_s(error: HttpResponseError) -> float | None:
    headers = getattr(error.response, "headers", {})
    for name, per_second in (("x-ms-retry-after-ms", 1000), ("retry-after", 1)):
        text = str(headers.get(name, ""))
        if text.replace(".", "", 1).isdigit():
            return float(text) / per_second
    return None
