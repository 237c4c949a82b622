"""What the bench refuses, with text for the person at the terminal."""


class StandInError(Exception):
    """A stand-in cannot do what it was started for; the message is one line that says why and what to do."""


class PortTaken(StandInError):
    """Something else listens on the port."""

    def __init__(self, port: int) -> None:
        super().__init__(f"port {port} is taken: stop what listens there or choose another")
        self.port = port


class NotStarted(StandInError):
    """A bench ended before it was ready; it has said why itself."""
