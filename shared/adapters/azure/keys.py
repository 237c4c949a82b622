"""Keys in Key Vault: they sign there and never leave it."""

import hashlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

from azure.core.credentials import AccessToken, TokenCredential
from azure.keyvault.keys import KeyClient, KeyCurveName, KeyVaultKey
from azure.keyvault.keys.crypto import CryptographyClient, SignatureAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from shared.adapters.azure.errors import translated
from shared.domain.errors import NotFound, Unavailable

SERVICE = "keyvault"

COORDINATE_BYTES = 32
"""Of a P-256 signature's two numbers, which the vault returns side by side (RFC 7518, section 3.4)."""

WRAPPING_KEY_BITS = 3072
"""Of a key that wraps others: as strong as the AES-128 that NIST accepts beyond 2030 (SP 800-57)."""

TOKEN_EXPIRES_S = 4102444800
"""2100-01-01: a token out of a connection string is used as it is for as long as the process lives."""


@dataclass(frozen=True)
class _FixedToken:
    """A credential that has its token already."""

    token: str

    def get_token(self, *_scopes: str, **_options: Any) -> AccessToken:
        return AccessToken(self.token, TOKEN_EXPIRES_S)


@dataclass(frozen=True)
class Vault:
    """One vault, and how to reach it."""

    url: str
    credential: TokenCredential
    options: Mapping[str, Any]
    """Further keyword arguments of every client."""

    @classmethod
    def from_connection_string(cls, text: str) -> Self:
        """
        Return the vault named by `VaultUri=…;Token=…;Certificate=…`, for where no identity is to be had.

        `Certificate` is a file with the one certificate to trust. A vault reached like this need not be under
        Azure's domain. Raises Unavailable: a part is missing.
        """
        parts = dict(part.split("=", 1) for part in text.split(";") if "=" in part)
        try:
            url, token, certificate = parts["VaultUri"], parts["Token"], parts["Certificate"]
        except KeyError as error:
            message = f"A vault's connection string has a part {error}."
            raise Unavailable("keyvault.connection", message) from error
        options = {"verify_challenge_resource": False, "connection_verify": certificate}
        return cls(url, _FixedToken(token), options)

    @cached_property
    def keys(self) -> KeyClient:
        """The client for keys. Nothing is sent yet."""
        return KeyClient(self.url, self.credential, **self.options)

    def close(self) -> None:
        """End the connection."""
        self.keys.close()

    def ensure_key(self, name: str) -> None:
        """Make a P-256 key of this name where there is none. Raises Unavailable."""
        try:
            with translated(SERVICE):
                self.keys.get_key(name)
        except NotFound:
            with translated(SERVICE):
                self.keys.create_ec_key(name, curve=KeyCurveName.p_256)

    def ensure_wrapping_key(self, name: str) -> None:
        """Make an RSA key of this name where there is none. Raises Unavailable."""
        try:
            with translated(SERVICE):
                self.keys.get_key(name)
        except NotFound:
            with translated(SERVICE):
                self.keys.create_rsa_key(name, size=WRAPPING_KEY_BITS)


class KeyVaultSigner:
    """
    The `Signer` port over one key. Its version is looked up at the first use and kept as long as the process.

    Key ids read `{name}/{version}`: the vault's host says nothing about which key it is.
    """

    def __init__(self, vault: Vault, name: str) -> None:
        self._vault = vault
        self._name = name
        self._lock = threading.Lock()
        self._known: tuple[KeyVaultKey, CryptographyClient] | None = None

    @property
    def key_id(self) -> str:
        """Names the key and its version."""
        return _id(self._key()[0])

    @property
    def public_key(self) -> bytes:
        """SubjectPublicKeyInfo."""
        return _public(self._key()[0])

    def public_keys(self) -> Mapping[str, bytes]:
        """Return every version's public key by key id."""
        with translated(SERVICE):
            versions = [each.version for each in self._vault.keys.list_properties_of_key_versions(self._name)]
            keys = [self._vault.keys.get_key(self._name, version) for version in versions]
        return {_id(key): _public(key) for key in keys}

    def sign(self, message: bytes) -> bytes:
        """Return an ECDSA P-256 signature over SHA-256, ASN.1 DER."""
        client = self._key()[1]
        with translated(SERVICE):
            signature = client.sign(SignatureAlgorithm.es256, hashlib.sha256(message).digest()).signature
        first, second = signature[:COORDINATE_BYTES], signature[COORDINATE_BYTES:]
        return encode_dss_signature(int.from_bytes(first), int.from_bytes(second))

    def _key(self) -> tuple[KeyVaultKey, CryptographyClient]:
        with self._lock:
            if self._known is None:
                with translated(SERVICE):
                    key = self._vault.keys.get_key(self._name)
                client = self._vault.keys.get_cryptography_client(
                    self._name, key_version=key.properties.version
                )
                self._known = (key, client)
            return self._known


def _id(key: KeyVaultKey) -> str:
    return f"{key.name}/{key.properties.version}"


def _public(key: KeyVaultKey) -> bytes:
    """The key as SubjectPublicKeyInfo. Raises Unavailable: the vault keeps a key of another kind here."""
    x, y = getattr(key.key, "x", None), getattr(key.key, "y", None)
    if x is None or y is None:
        raise Unavailable("keyvault.kind", "The key is not an elliptic-curve key.")
    numbers = ec.EllipticCurvePublicNumbers(int.from_bytes(x), int.from_bytes(y), ec.SECP256R1())
    return numbers.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
