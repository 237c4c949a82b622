"""What the vault answers when it will not do what it was asked."""


class VaultError(Exception):
    """A refusal in Key Vault's own words: an HTTP status, a code and a message for the caller."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


class BadParameter(VaultError):
    """The request makes no sense; sending it again will not help."""

    def __init__(self, message: str) -> None:
        super().__init__(400, "BadParameter", message)


class Forbidden(VaultError):
    """The key may not be used this way, or not now."""

    def __init__(self, message: str) -> None:
        super().__init__(403, "Forbidden", message)


class KeyNotFound(VaultError):
    """There is no such key, or no such version of it."""

    def __init__(self, identifier: str) -> None:
        message = f"A key with (name/id) {identifier} was not found in this key vault."
        super().__init__(404, "KeyNotFound", message)


class Conflict(VaultError):
    """The name is taken, by a key or by a deleted one."""

    def __init__(self, message: str) -> None:
        super().__init__(409, "Conflict", message)
