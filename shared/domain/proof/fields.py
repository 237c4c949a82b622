"""Reading JSON from strangers, without anything but the standard library: the verifier must run anywhere."""

import base64
import binascii
import re
from collections.abc import Set as AbstractSet
from typing import Any, NoReturn

from shared.domain.errors import Malformed

_DIGEST = re.compile(r"[0-9a-f]{64}")


class Fields:
    """
    An object with exactly these names, read by type.

    Raises:
        Malformed: not an object, a name too many or too few, a value of another type. Of every method.
    """

    def __init__(self, value: Any, what: str, names: AbstractSet[str]) -> None:
        if not isinstance(value, dict) or value.keys() != names:
            raise Malformed(f"{what}.form", f"A {what} is an object of {', '.join(sorted(names))}.")
        self._value = value
        self._what = what

    def __getitem__(self, name: str) -> Any:
        return self._value[name]

    def text(self, name: str) -> str:
        """Return a string."""
        value = self._value[name]
        return value if isinstance(value, str) else self._refuse(name, "text")

    def optional_text(self, name: str) -> str | None:
        """Return a string, or None where null stands."""
        return None if self._value[name] is None else self.text(name)

    def integer(self, name: str) -> int:
        """Return a whole number, 0 or more."""
        value = self._value[name]
        return value if type(value) is int and value >= 0 else self._refuse(name, "a whole number")

    def digest(self, name: str) -> str:
        """Return a SHA-256 in hexadecimal."""
        value = self.text(name)
        return value if _DIGEST.fullmatch(value) else self._refuse(name, "a SHA-256")

    def digests(self, name: str) -> tuple[str, ...]:
        """Return an array of SHA-256 in hexadecimal."""
        value = self._value[name]
        if not isinstance(value, list) or any(
            not isinstance(each, str) or not _DIGEST.fullmatch(each) for each in value
        ):
            self._refuse(name, "an array of SHA-256")
        return tuple(value)

    def base64(self, name: str) -> bytes:
        """Return the bytes of a base64 string in its one form."""
        text = self.text(name)
        try:
            content = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            self._refuse(name, "base64")
        return content if base64.b64encode(content).decode() == text else self._refuse(name, "base64")

    def texts(self, name: str) -> dict[str, str]:
        """Return an object of strings."""
        value = self._value[name]
        if not isinstance(value, dict) or any(not isinstance(each, str) for each in value.values()):
            self._refuse(name, "an object of texts")
        return value

    def _refuse(self, name: str, expected: str) -> NoReturn:
        raise Malformed(f"{self._what}.{name}", f"The {name} of a {self._what} is {expected}.")
