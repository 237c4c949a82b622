"""The vault's certificate."""

import datetime as dt

from infra.local.keyvault.certificate import LIFETIME, ensure_certificate

NOW = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)


def test_made_once(tmp_path):
    """The certificate stays the same until it is about to expire, and its key is its owner's alone."""
    certificate = ensure_certificate(tmp_path, now=lambda: NOW)
    first = certificate.certificate_file.read_bytes()

    ensure_certificate(tmp_path, now=lambda: NOW + LIFETIME - dt.timedelta(days=2))
    assert certificate.certificate_file.read_bytes() == first
    assert certificate.key_file.stat().st_mode & 0o777 == 0o600

    ensure_certificate(tmp_path, now=lambda: NOW + LIFETIME)
    assert certificate.certificate_file.read_bytes() != first
