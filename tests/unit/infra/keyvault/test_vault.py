"""The vault's rules, by a clock that moves when told."""

import json

import pytest

from infra.local.errors import StandInError
from infra.local.keyvault.errors import BadParameter, Conflict, Forbidden, KeyNotFound
from infra.local.keyvault.jwk import encode, generate
from infra.local.keyvault.operations import OperationRequest
from infra.local.keyvault.records import VaultState
from infra.local.keyvault.store import VaultFile
from infra.local.keyvault.vault import KeyChange, Vault

EC = generate("EC", size_bits=None, curve="P-256")
OCT = generate("oct", size_bits=256, curve=None)
WRAP = OperationRequest(alg="A256KW", value=encode(bytes(16)))


class Clock:
    """A clock that moves when told."""

    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    """The vault's clock."""
    return Clock()


@pytest.fixture
def vault(tmp_path, clock):
    """An empty vault."""
    return Vault(VaultFile(tmp_path / "vault.json"), now=clock)


def test_dates(vault, clock):
    """Before its nbf and after its exp a key wraps nothing; it unwraps at any time."""
    vault.add("k", OCT, KeyChange(attributes={"nbf": 2000, "exp": 3000}))

    with pytest.raises(Forbidden, match="nbf"):
        vault.use("wrapKey", "k", "", WRAP)
    clock.now = 2000
    _, wrapped = vault.use("wrapKey", "k", "", WRAP)
    clock.now = 3001
    with pytest.raises(Forbidden, match="expired"):
        vault.use("wrapKey", "k", "", WRAP)
    request = OperationRequest(alg="A256KW", value=wrapped["value"])
    assert vault.use("unwrapKey", "k", "", request)[1]["value"] == WRAP.value


def test_names_without_case(vault):
    """A name is the same in capitals, for live and for deleted keys."""
    vault.add("Key-1", EC, KeyChange())

    assert vault.version("KEY-1").material == EC
    vault.delete("key-1")
    with pytest.raises(Conflict):
        vault.add("kEY-1", EC, KeyChange())
    with pytest.raises(KeyNotFound):
        vault.version("Key-1")


@pytest.mark.parametrize("name", ["", "a b", "ä", "a" * 128, "a/b"])
def test_bad_names(vault, name):
    """Only letters, digits and dashes make a name."""
    with pytest.raises(BadParameter):
        vault.add(name, EC, KeyChange())


def test_impossible_operations(vault):
    """A key cannot be meant for what its kind cannot do."""
    with pytest.raises(BadParameter):
        vault.add("k", EC, KeyChange(key_ops=("wrapKey",)))
    vault.add("k", EC, KeyChange())
    with pytest.raises(BadParameter):
        vault.update("k", "", KeyChange(key_ops=("encrypt",)))


@pytest.mark.parametrize("attributes", [{"enabled": "perhaps"}, {"exp": "tomorrow"}])
def test_bad_attributes(vault, attributes):
    """Attributes of the wrong type are refused and nothing is kept."""
    with pytest.raises(BadParameter):
        vault.add("k", EC, KeyChange(attributes=attributes))
    assert vault.names() == []


def test_update_one_version(vault, clock):
    """An update changes one version and no other, and says when."""
    first = vault.add("k", EC, KeyChange(tags={"a": "1"}))
    vault.add("k", EC, KeyChange())
    clock.now = 2000

    vault.update("k", first.version, KeyChange(attributes={"enabled": False}))

    old, new = vault.record("k").versions
    assert (old.attributes.enabled, old.attributes.updated, old.tags) == (False, 2000, {"a": "1"})
    assert (new.attributes.enabled, new.attributes.updated) == (True, 1000)


def test_tampered_value(vault):
    """What the key did not wrap is a bad parameter, whatever was wrong with it."""
    vault.add("k", OCT, KeyChange())
    for value in ("", encode(bytes(24)), encode(b"x"), "?"):
        with pytest.raises(BadParameter):
            vault.use("unwrapKey", "k", "", OperationRequest(alg="A256KW", value=value))


@pytest.mark.parametrize("algorithm", ["A128KW", "RSA-OAEP", "ES256", "A256", "", "A256GCMX"])
def test_unsuitable_algorithm(vault, algorithm):
    """An algorithm for another kind or size of key is a bad parameter."""
    vault.add("k", OCT, KeyChange())

    with pytest.raises(BadParameter):
        vault.use("wrapKey", "k", "", OperationRequest(alg=algorithm, value=WRAP.value))


def test_saved_before_visible(clock):
    """A change that cannot be saved did not happen."""

    class FullDisk:
        def load(self):
            return VaultState()

        def save(self, _state):
            raise OSError("disk full")

    vault = Vault(FullDisk(), now=clock)

    with pytest.raises(OSError, match="disk full"):
        vault.add("k", EC, KeyChange())
    assert vault.names() == []


def test_file(tmp_path, clock):
    """The file is the vault: private to its owner, whole, and refused when it is something else."""
    file = tmp_path / "state" / "vault.json"
    Vault(VaultFile(file), now=clock).add("k", EC, KeyChange())

    assert file.stat().st_mode & 0o777 == 0o600
    assert Vault(VaultFile(file)).names() == ["k"]
    file.write_text(json.dumps({"keys": 1}))
    with pytest.raises(StandInError, match="not a vault"):
        Vault(VaultFile(file))
