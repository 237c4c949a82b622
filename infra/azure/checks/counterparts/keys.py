"""Keys: those the code signs and wraps with, and who may."""

from collections.abc import Iterator

from infra.azure.checks.counterparts.functions import FRAGMENTS, last_name, missing
from infra.azure.checks.counterparts.roles import grants
from infra.azure.checks.evaluation import Deployment
from infra.azure.checks.findings import Finding
from shared.wiring import NOTARY_KEY, SEALING_KEY, SESSION_KEY

CODE = "shared/wiring/edges.py"


def findings(deployment: Deployment) -> Iterator[Finding]:
    """Give keys that one side lacks, and signers that nobody agreed to."""
    wanted = {SESSION_KEY, NOTARY_KEY}
    made = {
        last_name(each): each.body["properties"] for each in deployment.of("Microsoft.KeyVault/vaults/keys")
    }
    fragment = f"{FRAGMENTS}/10-key-vault.json"
    signing = {name for name, each in made.items() if "sign" in each["keyOps"]}
    yield from missing("keys", wanted, signing, code=CODE, template=fragment)
    for name in sorted(wanted & signing):
        if made[name].get("curveName") != "P-256" or not str(made[name]["kty"]).startswith("EC"):
            yield Finding("keys", name, "the code signs with P-256")
    wrapping = {name for name, each in made.items() if set(each["keyOps"]) == {"wrapKey", "unwrapKey"}}
    yield from missing("keys", {SEALING_KEY}, wrapping & {SEALING_KEY}, code=CODE, template=fragment)
    if (f"keys/{SEALING_KEY}", "app", "keyVaultCryptoServiceEncryptionUser") not in set(grants(deployment)):
        yield Finding("keys", SEALING_KEY, "the app may not wrap and unwrap with it")
    signers = {
        (scope, identity) for scope, identity, role in grants(deployment) if role == "keyVaultCryptoUser"
    }
    agreed = {(f"keys/{SESSION_KEY}", "app"), (f"keys/{NOTARY_KEY}", "notary")}
    for scope, identity in sorted(signers ^ agreed):
        yield Finding("keys", scope, f"who may sign with it is not as agreed: {identity}")
