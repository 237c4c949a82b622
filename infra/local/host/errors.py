"""Everything the development host refuses, each with text for the person at the terminal."""


class HostError(Exception):
    """The host cannot do what the app or its settings ask; the message says which and why."""


class SettingMissing(HostError):
    """An app setting that a binding names is not in the environment."""

    def __init__(self, name: str) -> None:
        super().__init__(f"app setting {name!r} is not set")
        self.name = name


class IndexingFailed(HostError):
    """The app's functions could not be loaded; the message is the runtime's own."""


class UnusableBinding(HostError):
    """A binding asks for something this host does not imitate, or for something no host could do."""
