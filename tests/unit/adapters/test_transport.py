"""The SDKs' HTTP asks the environment once, and keeps to what it says."""

import requests

from shared.adapters.azure.transport import transport


def session():
    """What one SDK client sends with."""
    return transport().session


def merged(of, url):
    return of.merge_environment_settings(url, {}, stream=False, verify=True, cert=None)


def test_proxies_of_the_environment_hold_per_host(monkeypatch):
    """A proxy is used where the environment asks for one, and not where it excepts the host."""
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", "inside.example")
    one = session()

    assert merged(one, "https://outside.example/a")["proxies"]["https"] == "http://proxy.example:3128"
    assert "https" not in merged(one, "https://inside.example/a")["proxies"]


def test_the_environment_is_asked_once_per_host(monkeypatch):
    """A second request costs no look at every variable."""
    one = session()
    before = merged(one, "https://outside.example/a")
    monkeypatch.setenv("HTTPS_PROXY", "http://late.example:3128")

    after = merged(one, "https://outside.example/b")
    after["proxies"]["https"] = "http://mine.example"

    assert before == merged(one, "https://outside.example/c")
    assert merged(one, "https://other.example/")["proxies"]["https"] == "http://late.example:3128"


def test_no_password_is_looked_for(monkeypatch, tmp_path):
    """A .netrc of whoever runs the app never signs a request of the app."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine vault.example login someone password secret")
    monkeypatch.setenv("NETRC", str(netrc))

    prepared = session().prepare_request(requests.Request("GET", "https://vault.example/"))

    assert "Authorization" not in prepared.headers
