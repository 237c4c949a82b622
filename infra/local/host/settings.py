"""`host.json`, `local.settings.json` and the app settings that bindings name."""

import json
import os
import re
from collections.abc import Mapping, MutableMapping
from datetime import timedelta
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic.alias_generators import to_camel

from infra.local.host.errors import HostError, SettingMissing

_PLACEHOLDER = re.compile(r"%([^%\s]+)%")
_TIME_SPAN = re.compile(r"(?:(?P<d>\d+)\.)?(?P<h>\d{1,2}):(?P<m>\d{1,2}):(?P<s>\d{1,2})(?:\.\d+)?", re.ASCII)

# Defaults of the Service Bus extension 5.x (ServiceBusOptions.cs): sixteen calls per core.
CALLS_PER_CORE = 16

# Defaults of the Storage extension 5.x (BlobsOptions.cs, QueuesOptions.cs).
BLOB_ATTEMPTS_MAX = 5
BLOBS_PER_CORE = 8


def parse_time_span(text: str) -> timedelta:
    """
    Return the duration of a .NET TimeSpan such as `00:05:00` or `1.02:03:04`.

    Raises:
        HostError: the text is not a TimeSpan.
    """
    found = _TIME_SPAN.fullmatch(text)
    if found is None:
        raise HostError(f"expected a TimeSpan such as 00:05:00, got {text!r}")
    days, hours, minutes, seconds = (int(found[part] or 0) for part in "dhms")
    if hours > 23 or minutes > 59 or seconds > 59:
        raise HostError(f"expected a TimeSpan such as 00:05:00, got {text!r}")
    try:
        return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError as error:
        raise HostError(f"the TimeSpan {text!r} is too long") from error


class _Section(BaseModel):
    # host.json has many settings for things that are not here; a desk must not refuse a deployable file.
    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=to_camel, populate_by_name=True)


class HTTPSection(_Section):
    """`extensions.http`."""

    route_prefix: str = "api"
    """The first path segments of every route; empty for none."""


class ServiceBusSection(_Section):
    """`extensions.serviceBus`."""

    prefetch_count: int = Field(default=0, ge=0)
    """Messages asked for ahead of need, per function."""
    auto_complete_messages: bool = True
    """Whether a message is completed when its function returns."""
    max_auto_lock_renewal_duration: timedelta = timedelta(minutes=5)
    """How long a message's lock is kept while its function runs."""
    max_concurrent_calls: int = Field(default_factory=lambda: CALLS_PER_CORE * (os.cpu_count() or 1), ge=1)
    """Messages of one function that run at the same time, per instance."""

    @field_validator("max_auto_lock_renewal_duration", mode="before")
    @classmethod
    def _time_span(cls, value: object) -> object:
        try:
            return parse_time_span(value) if isinstance(value, str) else value
        except HostError as error:
            # pydantic adds where in the file the value stands.
            raise ValueError(str(error)) from error


class BlobsSection(_Section):
    """`extensions.blobs`."""

    max_degree_of_parallelism: int = Field(
        default_factory=lambda: BLOBS_PER_CORE * (os.cpu_count() or 1), ge=1
    )
    """Blobs that run at the same time, per instance."""
    poison_blob_threshold: int = Field(default=BLOB_ATTEMPTS_MAX, ge=1)
    """Attempts before a blob is put on the poison queue."""


class Extensions(_Section):
    """`extensions`."""

    http: HTTPSection = HTTPSection()
    """How routes are made."""
    service_bus: ServiceBusSection = Field(default_factory=ServiceBusSection)
    """How queues and subscriptions are read."""
    blobs: BlobsSection = Field(default_factory=BlobsSection)
    """How blob notifications are worked off."""


class HostFile(_Section):
    """The part of `host.json` this host obeys."""

    extensions: Extensions = Field(default_factory=Extensions)
    """Settings of the triggers."""


def load_host_file(app_dir: Path) -> HostFile:
    """
    Return `host.json` of the app, with Azure's defaults where it is silent.

    Raises:
        HostError: the file is missing, is not JSON or holds a value of the wrong kind.
    """
    path = app_dir / "host.json"
    try:
        return HostFile.model_validate_json(path.read_bytes())
    except OSError as error:
        raise HostError(f"{path} cannot be read: {error.strerror}") from error
    except ValidationError as error:
        raise HostError(f"{path} is not a usable host.json: {error}") from error


def load_local_values(app_dir: Path, environ: MutableMapping[str, str]) -> None:
    """
    Put `Values` of `local.settings.json` into `environ`, without replacing what is already there.

    The file is optional, as it is for the real host.

    Raises:
        HostError: the file is not JSON, or `Values` holds something that is not text.
    """
    path = app_dir / "local.settings.json"
    if not path.exists():
        return
    try:
        document = json.loads(path.read_bytes())
    except ValueError as error:
        raise HostError(f"{path} is not JSON: {error}") from error
    values = document.get("Values", {}) if isinstance(document, dict) else None
    if not isinstance(values, dict) or not all(isinstance(value, str) for value in values.values()):
        raise HostError(f"{path}: expected 'Values' to be an object of texts")
    for name, value in values.items():
        environ.setdefault(name, value)


class AppSettings:
    """The app settings as bindings see them."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def expand(self, text: str) -> str:
        """
        Return `text` with every `%NAME%` replaced by that setting.

        Raises:
            SettingMissing: a named setting does not exist.
        """
        return _PLACEHOLDER.sub(lambda found: self._value(found[1]), text)

    def connection(self, name: str) -> str:
        """
        Return the connection string a binding's `connection` names: `X`, else `AzureWebJobsX`.

        Raises:
            SettingMissing: neither is set; an identity-based `X__fullyQualifiedNamespace` does not count,
                because stand-ins on loopback have no identity to offer.
        """
        for candidate in (name, f"AzureWebJobs{name}"):
            if value := self._environ.get(candidate):
                return value
        raise SettingMissing(name)

    def is_disabled(self, function_name: str) -> bool:
        """Return whether `AzureWebJobs.<function>.Disabled` is set to 1 or true."""
        return self._environ.get(f"AzureWebJobs.{function_name}.Disabled", "").lower() in {"1", "true"}

    def _value(self, name: str) -> str:
        try:
            return self._environ[name]
        except KeyError:
            raise SettingMissing(name) from None
