"""The Key Vault stand-in through the official SDK, over TLS with the challenge."""

import hashlib
import os
from contextlib import ExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from azure.core.exceptions import (
    HttpResponseError,
    ResourceExistsError,
    ResourceNotFoundError,
    ServiceRequestError,
)
from azure.core.rest import HttpRequest
from azure.keyvault.keys import (
    JsonWebKey,
    KeyClient,
    KeyCurveName,
    KeyRotationLifetimeAction,
    KeyRotationPolicy,
    KeyRotationPolicyAction,
)
from azure.keyvault.keys.crypto import (
    CryptographyClient,
    EncryptionAlgorithm,
    KeyWrapAlgorithm,
    SignatureAlgorithm,
)
from cryptography.hazmat.primitives.asymmetric import rsa

from infra.local.keyvault.application import application
from infra.local.keyvault.certificate import ensure_certificate
from infra.local.keyvault.client import BenchCredential, client_options
from infra.local.keyvault.jwk import encode
from infra.local.keyvault.store import VaultFile
from infra.local.keyvault.vault import Vault
from infra.local.standalone import serving
from tests.integration.background import in_background

pytestmark = pytest.mark.integration

SECRET = bytes(range(32))


class Service:
    """A running vault and clients for it."""

    def __init__(self, url, options):
        self.url = url
        self.options = options
        self.keys = KeyClient(url, BenchCredential(), **options)
        self.clients = ExitStack()
        self.clients.enter_context(self.keys)

    def crypto(self, key):
        """Return a client for using a key."""
        return self.clients.enter_context(CryptographyClient(key, BenchCredential(), **self.options))


@asynccontextmanager
async def vault_at(state_dir):
    """Serve the vault that lies in a folder."""
    certificate = ensure_certificate(state_dir)
    vault = Vault(VaultFile(state_dir / "vault.json"))
    async with serving(application(vault), port=0, certificate=certificate) as port:
        service = Service(f"https://127.0.0.1:{port}", client_options(certificate.certificate_file))
        with service.clients:
            yield service


@pytest.fixture(scope="module")
def vault(tmp_path_factory):
    """A running vault for the whole module; each test has its own key names."""
    with in_background(lambda: vault_at(tmp_path_factory.mktemp("vault"))) as service:
        yield service


@pytest.mark.parametrize("algorithm", [KeyWrapAlgorithm.rsa_oaep, KeyWrapAlgorithm.rsa_oaep_256])
def test_wrapping_after_rotation(vault, algorithm):
    """What an old version wrapped, that version unwraps after the key was rotated."""
    old = vault.keys.create_rsa_key(f"wrap-{algorithm.value}", size=2048)
    wrapped = vault.crypto(old).wrap_key(algorithm, SECRET)

    new = vault.keys.rotate_key(old.name)

    assert new.properties.version != old.properties.version
    assert vault.keys.get_key(old.name).key.n == new.key.n
    assert vault.crypto(wrapped.key_id).unwrap_key(algorithm, wrapped.encrypted_key).key == SECRET
    with pytest.raises(HttpResponseError, match="parameter is incorrect"):
        vault.crypto(new.id).unwrap_key(algorithm, wrapped.encrypted_key)


@pytest.mark.parametrize(
    ("kind", "algorithms"),
    [
        ("RSA-HSM", ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]),
        (KeyCurveName.p_256, ["ES256"]),
        (KeyCurveName.p_384, ["ES384"]),
        (KeyCurveName.p_521, ["ES512"]),
        (KeyCurveName.p_256_k, ["ES256K"]),
    ],
)
def test_signing(vault, kind, algorithms):
    """A signature made by the server verifies in the SDK and at the server; another digest does not."""
    name = f"sign-{kind if kind == 'RSA-HSM' else kind.value}"
    if kind == "RSA-HSM":
        key = vault.keys.create_rsa_key(name, hardware_protected=True)
    else:
        key = vault.keys.create_ec_key(name, curve=kind)
    client = vault.crypto(key)

    for algorithm in map(SignatureAlgorithm, algorithms):
        size = algorithm.value[2:5]
        digest = hashlib.new(f"sha{size}", b"invoice").digest()
        other = hashlib.new(f"sha{size}", b"another").digest()
        signature = client.sign(algorithm, digest).signature

        assert client.verify(algorithm, digest, signature).is_valid
        assert not client.verify(algorithm, other, signature).is_valid
        asked = {"alg": algorithm.value, "value": signature, "digest": digest}
        assert remote(vault, key, "verify", asked)["value"] is True
        assert remote(vault, key, "verify", {**asked, "digest": other})["value"] is False


def remote(vault, key, operation, values):
    """Call an operation at the server, past the SDK's local shortcut."""
    body = {name: encode(value) if isinstance(value, bytes) else value for name, value in values.items()}
    request = HttpRequest("POST", f"{key.id}/{operation}?api-version=7.6", json=body)
    response = vault.keys.send_request(request)
    response.raise_for_status()
    return response.json()


def test_encrypting(vault):
    """RSA and AES keys decrypt what they encrypted, AES-GCM with its additional data."""
    asymmetric = vault.crypto(vault.keys.create_rsa_key("encrypt"))
    symmetric = vault.crypto(vault.keys.create_oct_key("aes", size=256, hardware_protected=True))

    sealed = asymmetric.encrypt(EncryptionAlgorithm.rsa_oaep_256, b"iban")
    assert asymmetric.decrypt(EncryptionAlgorithm.rsa_oaep_256, sealed.ciphertext).plaintext == b"iban"
    gcm = EncryptionAlgorithm.a256_gcm
    sealed = symmetric.encrypt(gcm, b"iban", additional_authenticated_data=b"tenant")
    opened = symmetric.decrypt(
        gcm,
        sealed.ciphertext,
        iv=sealed.iv,
        authentication_tag=sealed.tag,
        additional_authenticated_data=b"tenant",
    )
    assert opened.plaintext == b"iban"
    padded = EncryptionAlgorithm.a256_cbcpad
    sealed = symmetric.encrypt(padded, b"iban", iv=bytes(16))
    assert symmetric.decrypt(padded, sealed.ciphertext, iv=bytes(16)).plaintext == b"iban"
    wrapped = symmetric.wrap_key(KeyWrapAlgorithm.aes_256, SECRET).encrypted_key
    assert symmetric.unwrap_key(KeyWrapAlgorithm.aes_256, wrapped).key == SECRET


def test_disabled(vault):
    """A disabled key refuses everything with 403, and works again once it is enabled."""
    key = vault.keys.create_rsa_key("disabled")
    client = vault.crypto(key.id)
    wrapped = remote(vault, key, "wrapkey", {"alg": "RSA-OAEP-256", "value": SECRET})

    vault.keys.update_key_properties(key.name, enabled=False)

    for operation in ("wrapkey", "unwrapkey"):
        with pytest.raises(HttpResponseError) as refused:
            remote(vault, key, operation, {"alg": "RSA-OAEP-256", "value": wrapped["value"]})
        assert refused.value.status_code == 403
    vault.keys.update_key_properties(key.name, enabled=True)
    sealed = client.wrap_key(KeyWrapAlgorithm.rsa_oaep_256, SECRET).encrypted_key
    assert client.unwrap_key(KeyWrapAlgorithm.rsa_oaep_256, sealed).key == SECRET


def test_expired(vault):
    """An expired key protects nothing new with 403, and still opens what it protected."""
    key = vault.keys.create_rsa_key("expired")
    wrapped = remote(vault, key, "wrapkey", {"alg": "RSA-OAEP-256", "value": SECRET})

    vault.keys.update_key_properties(key.name, expires_on=datetime.now(UTC) - timedelta(days=1))

    with pytest.raises(HttpResponseError) as refused:
        remote(vault, key, "wrapkey", {"alg": "RSA-OAEP-256", "value": SECRET})
    assert refused.value.status_code == 403
    assert remote(vault, key, "unwrapkey", {"alg": "RSA-OAEP-256", "value": wrapped["value"]})


def test_operations_limited(vault):
    """A key does only what its key operations name."""
    key = vault.keys.create_rsa_key("limited", key_operations=["wrapKey", "unwrapKey"])

    with pytest.raises(HttpResponseError) as refused:
        remote(vault, key, "sign", {"alg": "RS256", "value": SECRET})

    assert refused.value.status_code == 403


def test_import(vault):
    """An imported key works as the one it was."""
    private = rsa.generate_private_key(65537, 2048).private_numbers()
    public = private.public_numbers
    parts = {"n": public.n, "e": public.e, "d": private.d, "p": private.p, "q": private.q}
    parts |= {"dp": private.dmp1, "dq": private.dmq1, "qi": private.iqmp}
    material = {name: part.to_bytes((part.bit_length() + 7) // 8, "big") for name, part in parts.items()}

    key = vault.keys.import_key("imported", JsonWebKey(kty="RSA", **material))

    assert key.key.n == material["n"]
    assert not key.key.d
    client = vault.crypto(key)
    wrapped = client.wrap_key(KeyWrapAlgorithm.rsa_oaep_256, SECRET).encrypted_key
    assert client.unwrap_key(KeyWrapAlgorithm.rsa_oaep_256, wrapped).key == SECRET


def test_listing(vault):
    """Keys and versions are listed over as many pages as it takes."""
    for number in range(30):
        vault.keys.create_ec_key(f"list-{number:02}")
    for _ in range(3):
        vault.keys.rotate_key("list-00")

    names = [key.name for key in vault.keys.list_properties_of_keys() if key.name.startswith("list-")]
    versions = [key.version for key in vault.keys.list_properties_of_key_versions("list-00")]

    assert names == [f"list-{number:02}" for number in range(30)]
    assert len(set(versions)) == 4


def test_soft_delete(vault):
    """A deleted key can be recovered until it is purged; its name is taken meanwhile."""
    vault.keys.create_ec_key("deleted")

    deleted = vault.keys.begin_delete_key("deleted").result()
    assert deleted.recovery_id
    with pytest.raises(ResourceNotFoundError):
        vault.keys.get_key("deleted")
    with pytest.raises(ResourceExistsError):
        vault.keys.create_ec_key("deleted")
    assert [key.name for key in vault.keys.list_deleted_keys()] == ["deleted"]
    vault.keys.begin_recover_deleted_key("deleted").wait()
    assert vault.keys.get_key("deleted").name == "deleted"
    vault.keys.begin_delete_key("deleted").wait()
    vault.keys.purge_deleted_key("deleted")
    with pytest.raises(ResourceNotFoundError):
        vault.keys.get_deleted_key("deleted")


def test_rotation_policy(vault):
    """A rotation policy is kept as it was put."""
    vault.keys.create_rsa_key("policy")
    action = KeyRotationLifetimeAction(KeyRotationPolicyAction.rotate, time_after_create="P90D")

    assert vault.keys.get_key_rotation_policy("policy").expires_in is None
    vault.keys.update_key_rotation_policy(
        "policy", KeyRotationPolicy(lifetime_actions=[action], expires_in="P1Y")
    )

    policy = vault.keys.get_key_rotation_policy("policy")
    assert policy.expires_in == "P1Y"
    assert [each.action for each in policy.lifetime_actions] == [KeyRotationPolicyAction.rotate]


def test_backup(vault):
    """A backup brings back all versions of a purged key."""
    key = vault.keys.create_rsa_key("backup", tags={"tenant": "t1"})
    wrapped = vault.crypto(key).wrap_key(KeyWrapAlgorithm.rsa_oaep_256, SECRET)
    vault.keys.rotate_key("backup")
    backup = vault.keys.backup_key("backup")
    with pytest.raises(ResourceExistsError):
        vault.keys.restore_key_backup(backup)
    vault.keys.begin_delete_key("backup").wait()
    vault.keys.purge_deleted_key("backup")

    restored = vault.keys.restore_key_backup(backup)

    assert restored.properties.tags == {"tenant": "t1"}
    assert vault.crypto(key.id).unwrap_key(KeyWrapAlgorithm.rsa_oaep_256, wrapped.encrypted_key).key == SECRET


def test_restart(tmp_path):
    """Keys are the same after a restart, and so is the certificate."""
    with in_background(lambda: vault_at(tmp_path)) as first:
        key = first.keys.create_rsa_key("kept")
        wrapped = first.crypto(key).wrap_key(KeyWrapAlgorithm.rsa_oaep_256, SECRET).encrypted_key
        options = first.options

    with in_background(lambda: vault_at(tmp_path)) as second:
        assert second.options == options
        client = second.crypto(second.keys.get_key("kept"))
        assert client.unwrap_key(KeyWrapAlgorithm.rsa_oaep_256, wrapped).key == SECRET


def test_other_certificates(vault):
    """A client that was not given the bench's certificate does not speak to the vault."""
    with (
        KeyClient(vault.url, BenchCredential(), verify_challenge_resource=False, retry_total=0) as client,
        pytest.raises(ServiceRequestError, match=r"(?i)certificate"),
    ):
        client.get_key("any")


def test_unwrapping_is_quick(vault):
    """Loaded keys are kept: loading one again would check its primes each time, 40 ms."""
    client = vault.crypto(vault.keys.create_rsa_key("quick"))
    wrapped = client.wrap_key(KeyWrapAlgorithm.rsa_oaep_256, os.urandom(32)).encrypted_key

    for _ in range(100):
        client.unwrap_key(KeyWrapAlgorithm.rsa_oaep_256, wrapped)
