"""The log, its notary and its export on the stand-ins, as in any deployment."""

import json
from dataclasses import replace

import azure.functions as func
import pytest

from shared import wiring
from shared.adapters.azure.keys import KeyVaultSigner, Vault
from shared.cli.__main__ import main
from shared.domain.document import Channel, Provenance
from shared.domain.errors import Unavailable
from shared.domain.proof.head import HeldReceipt
from shared.domain.proof.verdict import Outcome
from shared.domain.proof.verify import verify
from shared.engines.proof.signatures import check_signature
from shared.pipeline.ingest import Arrival
from shared.settings import Settings
from shared.triggers import proof as triggers
from tests.integration.conftest import CREDENTIAL, TENANT
from tests.logs import STRANGER, chain

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def proof(app, environment):
    """What vouches for the logs, on the app's settings, with a few entries in the tenant's log."""
    del app
    made = wiring.build_proof(Settings.load(environment))
    scope = made.admission.admit(TENANT)
    made.verify_logs.audit_log.append(scope, chain("proof", 4))
    yield made
    made.close()


def test_a_log_is_signed_exported_and_found_clean(proof, environment, tmp_path, monkeypatch, capsys):
    """From entries in Cosmos over a signature of Key Vault to a stranger's verdict."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert proof.notary.run().signed >= 1
    bundle, trust, tool = tmp_path / "bundle.zip", tmp_path / "trust.json", tmp_path / "verify.pyz"

    assert main(["audit", "export", "--tenant", TENANT, "--output", str(bundle)]) == 0
    capsys.readouterr()
    assert main(["audit", "trust", "--tenant", TENANT]) == 0
    trust.write_text(capsys.readouterr().out)

    assert main(["audit", "verify", str(bundle), "--trust", str(trust), "--json"]) == 0
    verdict = json.loads(capsys.readouterr().out)
    assert verdict["anchored"] == verdict["size"] >= 4
    assert main(["audit", "zipapp", str(tool)]) == 0


def test_the_timers_sign_and_verify(proof):
    """A second round finds nothing new to sign but the verifier's own entry."""
    proof.notary.run()
    second = proof.notary.run()

    assert (second.signed, second.failed) == (0, 0)
    assert second.unchanged >= 1
    assert proof.verify_logs.run().clean >= 1

    assert proof.notary.run().signed >= 1
    scope = proof.admission.admit(TENANT)
    assert proof.proving.verify(scope).outcome is Outcome.CLEAN
    assert proof.export_evidence.run().exported >= 1
    assert proof.export_evidence.run().exported == 0


def test_an_entry_changed_in_the_store_is_found_and_not_signed(proof, stand_ins):
    """An administrator of the database edits an entry: the next verification and the notary both say so."""
    scope = proof.admission.admit(TENANT)
    proof.verify_logs.audit_log.append(scope, chain("edited", 1))
    container = stand_ins.database.get_container_client("audit")
    document = container.read_item("e.edited.000000", [TENANT, "0"])
    forged = {**document, "leaf": document["leaf"].replace('"n":0', '"n":1')}
    container.replace_item(document["id"], forged)
    try:
        assert proof.proving.verify(scope).outcome is Outcome.FINDINGS
        assert proof.notary.run().changed == 1
    finally:
        container.replace_item(document["id"], document)
    assert proof.proving.verify(scope).outcome is Outcome.CLEAN


class TestKeyVaultSigner:
    """The contract of the port `signing`, on the vault."""

    def test_its_signatures_are_of_its_key(self, stand_ins):
        """ES256 as signed notes have it, under the version that was found first."""
        signer = KeyVaultSigner(stand_ins.vault, wiring.NOTARY_KEY)

        signature = signer.sign(b"message")

        assert check_signature(signer.public_key, b"message", signature)
        assert not check_signature(signer.public_key, b"another", signature)
        assert signer.public_keys()[signer.key_id] == signer.public_key

    def test_old_versions_stay_known(self, stand_ins):
        """After a rotation a new process signs with the new version, and old signatures can be checked."""
        stand_ins.vault.ensure_key("rotated")
        old = KeyVaultSigner(stand_ins.vault, "rotated")
        signature = old.sign(b"message")
        stand_ins.vault.keys.rotate_key("rotated")

        new = KeyVaultSigner(stand_ins.vault, "rotated")

        assert new.key_id != old.key_id
        assert set(new.public_keys()) == {new.key_id, old.key_id}
        assert check_signature(new.public_keys()[old.key_id], b"message", signature)
        assert old.sign(b"message")
        assert old.key_id in new.public_keys()

    def test_a_key_of_another_kind_is_refused(self, stand_ins):
        """An RSA key cannot vouch for the log."""
        stand_ins.vault.keys.create_rsa_key("rsa", size=2048)

        with pytest.raises(Unavailable, match="elliptic"):
            _ = KeyVaultSigner(stand_ins.vault, "rsa").public_key

    def test_a_vault_that_is_not_there_is_unavailable(self, stand_ins):
        """Try again later."""
        nowhere = replace(stand_ins.vault, url="https://127.0.0.1:1/")

        with pytest.raises(Unavailable):
            _ = KeyVaultSigner(replace(nowhere, options={**nowhere.options, "retry_total": 0}), "k").key_id
        nowhere.close()

    def test_half_a_connection_string_is_refused(self):
        """The missing part is named."""
        with pytest.raises(Unavailable, match="Token"):
            Vault.from_connection_string("VaultUri=https://v")


def asked(builder, *, query="", **route):
    credential = {"Authorization": f"Bearer {CREDENTIAL}"}
    request = func.HttpRequest(
        method="GET", url="/api", headers=credential, params={"invoice": query}, route_params=route, body=b""
    )
    return builder._function.get_user_function()(request)


def test_a_tenant_keeps_what_proves_its_log(proof, app, environment, monkeypatch):
    """The notary's last note and an invoice's receipts are there for the asking, and hold against the log."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    scope = proof.admission.admit(TENANT)
    provenance = Provenance(
        channel=Channel.HTTP, received_at=app.clock(), principal="k1", filename="kept.xml"
    )
    arrival = Arrival(content=b"<a/>", provenance=provenance)
    (accepted,) = app.ingest.post(scope, (arrival,), request_key=None)
    record = app.look_up.invoice(scope, accepted.invoice_id)
    app.notify.recording.settle(scope, record)
    proof.notary.run()

    status = json.loads(asked(triggers.get_log).get_body())
    (receipt,) = json.loads(asked(triggers.get_receipts, invoice_id=accepted.invoice_id).get_body())[
        "receipts"
    ]

    assert status["entries"] == status["anchored"]
    inclusion = json.loads(asked(triggers.verify_invoice, query=accepted.invoice_id).get_body())
    assert (inclusion["is_proved"], inclusion["pending"], len(inclusion["entries"])) == (True, 0, 1)
    assert asked(triggers.verify_invoice, query=STRANGER).status_code == 404
    verdict = verify(
        proof.proving.evidence(scope),
        proof.proving.trust(scope.tenant_id),
        check_signature,
        held=[status["checkpoint"].encode()],
        receipts=[HeldReceipt.parse(receipt)],
    )
    assert verdict.outcome is Outcome.CLEAN
    assert asked(triggers.get_receipts, invoice_id=STRANGER).status_code == 404
