"""Wrapping under an RSA key in Key Vault: laid under its public half here, taken out in the vault only."""

import threading

from azure.keyvault.keys import KeyVaultKey
from azure.keyvault.keys.crypto import CryptographyClient, KeyWrapAlgorithm

from shared.adapters.azure.errors import translated
from shared.adapters.azure.keys import SERVICE, Vault

ALGORITHM = KeyWrapAlgorithm.rsa_oaep_256


class KeyVaultWrapper:
    """The `KeyWrapper` of the port `subject_keys`. Key ids read `{name}/{version}`, as signers' do."""

    def __init__(self, vault: Vault, name: str) -> None:
        self._vault = vault
        self._name = name
        self._lock = threading.Lock()
        self._clients: dict[str, CryptographyClient] = {}

    def wrap(self, secret: bytes) -> tuple[str, bytes]:
        """Return the latest version of the key, and the secret under it."""
        with translated(SERVICE):
            key: KeyVaultKey = self._vault.keys.get_key(self._name)
            version = str(key.properties.version)
            wrapped = self._client(version).wrap_key(ALGORITHM, secret).encrypted_key
        return f"{self._name}/{version}", wrapped

    def unwrap(self, key_id: str, wrapped: bytes) -> bytes:
        """Return the secret."""
        version = key_id.rpartition("/")[2]
        with translated(SERVICE):
            return self._client(version).unwrap_key(ALGORITHM, wrapped).key

    def _client(self, version: str) -> CryptographyClient:
        with self._lock:
            if version not in self._clients:
                self._clients[version] = self._vault.keys.get_cryptography_client(
                    self._name, key_version=version
                )
            return self._clients[version]
