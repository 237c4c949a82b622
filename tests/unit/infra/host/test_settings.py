"""host.json, local.settings.json and the settings that bindings name."""

import json
from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.local.host.errors import HostError, SettingMissing
from infra.local.host.settings import AppSettings, load_host_file, load_local_values, parse_time_span


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("00:05:00", timedelta(minutes=5)),
        ("1.02:03:04", timedelta(days=1, hours=2, minutes=3, seconds=4)),
        ("23:59:59", timedelta(hours=23, minutes=59, seconds=59)),
    ],
)
def test_time_span(text, expected):
    """A TimeSpan reads as [d.]hh:mm:ss."""
    assert parse_time_span(text) == expected


@pytest.mark.parametrize(
    "text", ["", "5", "24:00:00", "00:60:00", "00:00:60", "-00:01:00", "99999999999.00:00:00"]
)
def test_time_span_refused(text):
    """What .NET would not read as a TimeSpan is refused."""
    with pytest.raises(HostError):
        parse_time_span(text)


@given(st.text(max_size=40))
def test_time_span_never_crashes(text):
    """Any text gives a duration or the host's own error."""
    with suppress(HostError):
        assert parse_time_span(text) >= timedelta(0)


def test_host_file_defaults(tmp_path):
    """An almost empty host.json has Azure's defaults."""
    (tmp_path / "host.json").write_text('{"version": "2.0", "logging": {"x": 1}}')

    extensions = load_host_file(tmp_path).extensions

    assert extensions.http.route_prefix == "api"
    assert extensions.service_bus.prefetch_count == 0
    assert extensions.service_bus.auto_complete_messages
    assert extensions.service_bus.max_auto_lock_renewal_duration == timedelta(minutes=5)
    assert extensions.service_bus.max_concurrent_calls % 16 == 0
    assert extensions.blobs.poison_blob_threshold == 5


def test_host_file_values(tmp_path):
    """What host.json says wins over the defaults."""
    bus = {"maxConcurrentCalls": 3, "maxAutoLockRenewalDuration": "00:01:00", "autoCompleteMessages": False}
    (tmp_path / "host.json").write_text(
        json.dumps(
            {
                "extensions": {
                    "serviceBus": bus,
                    "http": {"routePrefix": ""},
                    "blobs": {"poisonBlobThreshold": 2},
                }
            }
        )
    )

    extensions = load_host_file(tmp_path).extensions

    assert extensions.service_bus.max_concurrent_calls == 3
    assert extensions.service_bus.max_auto_lock_renewal_duration == timedelta(minutes=1)
    assert not extensions.service_bus.auto_complete_messages
    assert extensions.http.route_prefix == ""
    assert extensions.blobs.poison_blob_threshold == 2


@pytest.mark.parametrize(
    "content", [None, "", "[]", '{"extensions": {"serviceBus": {"maxAutoLockRenewalDuration": "soon"}}}']
)
def test_host_file_refused(tmp_path, content):
    """A missing or unreadable host.json stops the start with a reason."""
    if content is not None:
        (tmp_path / "host.json").write_text(content)

    with pytest.raises(HostError, match=r"host\.json"):
        load_host_file(tmp_path)


def test_local_values_do_not_replace(tmp_path):
    """Values become the environment, unless it has them already."""
    (tmp_path / "local.settings.json").write_text(json.dumps({"Values": {"A": "file", "B": "file"}}))
    environ = {"A": "shell"}

    load_local_values(tmp_path, environ)

    assert environ == {"A": "shell", "B": "file"}


def test_local_values_are_optional(tmp_path):
    """No local.settings.json is no problem."""
    environ = {}

    load_local_values(tmp_path, environ)

    assert environ == {}


@pytest.mark.parametrize("content", ["{", "[]", '{"Values": []}', '{"Values": {"A": 1}}'])
def test_local_values_refused(tmp_path, content):
    """A malformed local.settings.json is named."""
    (tmp_path / "local.settings.json").write_text(content)

    with pytest.raises(HostError, match=r"local\.settings\.json"):
        load_local_values(tmp_path, {})


def test_expand():
    """%NAME% is replaced wherever it stands; a lone percent sign stays."""
    settings = AppSettings({"Q": "orders", "A.B": "x"})

    assert settings.expand("%Q%/$DeadLetterQueue %A.B% 5%") == "orders/$DeadLetterQueue x 5%"


def test_expand_missing():
    """An unknown setting is named in the error."""
    with pytest.raises(SettingMissing, match="NOPE"):
        AppSettings({}).expand("%NOPE%")


def test_connection_prefers_the_exact_name():
    """X wins over AzureWebJobsX; either will do."""
    assert AppSettings({"X": "exact", "AzureWebJobsX": "prefixed"}).connection("X") == "exact"
    assert AppSettings({"AzureWebJobsX": "prefixed"}).connection("X") == "prefixed"


def test_connection_missing():
    """An identity-based connection is not a connection string."""
    with pytest.raises(SettingMissing):
        AppSettings({"X__fullyQualifiedNamespace": "ns"}).connection("X")


def test_disabled():
    """AzureWebJobs.<function>.Disabled switches one function off."""
    settings = AppSettings({"AzureWebJobs.f.Disabled": "true", "AzureWebJobs.g.Disabled": "0"})

    assert settings.is_disabled("f")
    assert not settings.is_disabled("g")
    assert not settings.is_disabled("h")
