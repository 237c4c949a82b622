"""The certificate that the vault serves with: self-signed, made once, trusted by nobody but the bench."""

import datetime as dt
import ipaddress
import os
from collections.abc import Callable
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from infra.local.standalone import Certificate

# The longest a browser accepts; a bench that is older gets a new one.
LIFETIME = dt.timedelta(days=397)

# A machine whose clock is a little behind must not find the certificate too young.
SKEW = dt.timedelta(hours=1)


def _utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def ensure_certificate(state_dir: Path, *, now: Callable[[], dt.datetime] = _utc_now) -> Certificate:
    """Return the state folder's certificate for 127.0.0.1 and localhost, made anew when absent or expired."""
    state_dir.mkdir(parents=True, exist_ok=True)
    certificate = certificate_in(state_dir)
    if not _is_valid(certificate, now()):
        _make(certificate, now())
    return certificate


def certificate_in(state_dir: Path) -> Certificate:
    """Return where a state folder's certificate is, or will be."""
    return Certificate(state_dir / "certificate.pem", state_dir / "certificate.key")


def _is_valid(certificate: Certificate, now: dt.datetime) -> bool:
    if not (certificate.certificate_file.exists() and certificate.key_file.exists()):
        return False
    found = x509.load_pem_x509_certificate(certificate.certificate_file.read_bytes())
    return now < found.not_valid_after_utc - dt.timedelta(days=1)


def _make(certificate: Certificate, now: dt.datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "invoice intake bench")])
    hosts = [x509.IPAddress(ipaddress.IPv4Address("127.0.0.1")), x509.DNSName("localhost")]
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SKEW)
        .not_valid_after(now + LIFETIME)
        .add_extension(x509.SubjectAlternativeName(hosts), critical=False)
        # Python's strict check (3.13) wants an issuer to be a CA and to name its key.
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(identifier, critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    # The certificate last: it is what says that the pair is whole.
    _write(certificate.key_file, secret)
    _write(certificate.certificate_file, signed.public_bytes(Encoding.PEM))


def _key_usage() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def _write(file: Path, content: bytes) -> None:
    temporary = file.with_name(f"{file.name}.new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
    temporary.replace(file)
