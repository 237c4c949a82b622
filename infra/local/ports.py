"""Which ports a bench listens on: the customary ones, or a block of one's own."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from infra.local.errors import StandInError
from infra.local.standalone import HOST

HTTP_DEFAULT = 7071
"""Where Azure's own tools serve a Functions app."""

PORT_MAX = 65_535
"""TCP's."""

Port = Annotated[int, Field(ge=1, le=PORT_MAX)]


class Ports(BaseModel):
    """One port for each thing that listens."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    http: Port = HTTP_DEFAULT
    """The app."""
    service_bus: Port = 5672
    """AMQP's own."""
    cosmos: Port = 8081
    """As Microsoft's emulator."""
    key_vault: Port = 8443
    blobs: Port = 10_000
    """As Azurite, like the next."""
    storage_queues: Port = 10_001
    document_intelligence: Port = 8300
    event_grid: Port = 8400
    smtp: Port = 2525
    """Mail's own needs a privilege."""
    mail: Port = 8025
    """The page of mails and webhook calls seen."""
    sign_in: Port = 8500
    """The issuer of sign-ins."""

    @classmethod
    def from_http(cls, http: int) -> Self:
        """
        Return the customary ports for the customary HTTP port, and for any other it and the ten after it.

        A block keeps two working copies apart: one at 7071, the next at 7171.

        Raises:
            StandInError: the block does not fit below the last port there is.
        """
        if http == HTTP_DEFAULT:
            return cls()
        names = tuple(cls.model_fields)
        last = http + len(names) - 1
        if not 1 <= http <= last <= PORT_MAX:
            message = (
                f"the HTTP port is 1 to {PORT_MAX - len(names) + 1}, since the bench takes the next ones too"
            )
            raise StandInError(message)
        return cls(**dict(zip(names, range(http, last + 1), strict=True)))

    @classmethod
    def free(cls) -> Self:
        """Return ports that nothing listens on at this moment."""
        with ExitStack() as stack:
            return cls(**{name: _free(stack) for name in cls.model_fields})

    def check(self) -> None:
        """Raise PortInUse for the first port that something else listens on."""
        for name, port in self:
            if not _can_listen(port):
                raise PortInUse(name, port)

    def each(self) -> Iterator[int]:
        """Yield every port."""
        return (port for _, port in self)


class PortInUse(StandInError):
    """Something else listens on a port of the bench; says which and how to choose others."""

    def __init__(self, name: str, port: int) -> None:
        purpose = name.replace("_", " ")
        super().__init__(f"port {port} ({purpose}) is taken; choose others, for instance: make run PORT=7171")
        self.port = port


def _can_listen(port: int) -> bool:
    try:
        socket.create_server((HOST, port)).close()
    except OSError:
        return False
    return True


def _free(stack: ExitStack) -> int:
    # All stay bound until the last is found, or one could be found twice.
    listening = stack.enter_context(socket.create_server((HOST, 0)))
    port: int = listening.getsockname()[1]
    return port
