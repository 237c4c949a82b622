"""What the stand-in answers when it refuses."""


class CosmosError(Exception):
    """A refusal with the status, code and sub-status that Cosmos DB gives."""

    def __init__(self, status: int, code: str, message: str, *, substatus: int = 0) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.substatus = substatus


def bad_request(message: str, *, substatus: int = 0) -> CosmosError:
    """The request breaks a rule."""
    return CosmosError(400, "BadRequest", message, substatus=substatus)


def not_found(*, substatus: int = 0) -> CosmosError:
    """No such thing: 1003 as sub-status where its container is missing."""
    message = "Entity with the specified id does not exist in the system."
    return CosmosError(404, "NotFound", message, substatus=substatus)


def conflict(message: str = "Entity with the specified id already exists in the system.") -> CosmosError:
    """The id or a unique key is taken."""
    return CosmosError(409, "Conflict", message)


def precondition_failed() -> CosmosError:
    """The ETag or a patch condition does not hold."""
    message = "One of the specified pre-conditions is not met."
    return CosmosError(412, "PreconditionFailed", message)


def too_large(message: str) -> CosmosError:
    """A document or batch over 2 MB."""
    return CosmosError(413, "RequestEntityTooLarge", message)


def not_implemented(what: str) -> CosmosError:
    """Cosmos DB can do this; the stand-in says that it cannot."""
    return CosmosError(501, "NotImplemented", f"The local stand-in has no {what}.")
