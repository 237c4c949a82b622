"""Keys: those the code signs and wraps with, and who may."""

from collections.abc import Iterator, Mapping
from typing import Any

from infra.azure.checks.counterparts.functions import FRAGMENTS, last_name, missing
from infra.azure.checks.counterparts.roles import grants
from infra.azure.checks.documents import places
from infra.azure.checks.evaluation import Deployment
from infra.azure.checks.findings import Finding
from shared.wiring import NOTARY_KEY, SEALING_KEY, SESSION_KEY

CODE = "shared/wiring/edges.py"

OPERATIONS = (("sign", "verify"), ("wrapKey", "unwrapKey"))
"""What a key is for: vouching, or encrypting what lies in the stores; never both."""


def findings(deployment: Deployment) -> Iterator[Finding]:
    """Give keys that one side lacks, and signers that nobody agreed to."""
    wanted = {SESSION_KEY, NOTARY_KEY}
    made = {
        last_name(each): each.body["properties"] for each in deployment.of("Microsoft.KeyVault/vaults/keys")
    }
    fragment = f"{FRAGMENTS}/10-key-vault.json"
    for name, key in sorted(made.items()):
        if tuple(key["keyOps"]) not in OPERATIONS:
            yield Finding("keys", name, f"may be used for {key['keyOps']}")
    yield from _at_rest(deployment, made)
    signing = {name for name, each in made.items() if "sign" in each["keyOps"]}
    yield from missing("keys", wanted, signing, code=CODE, template=fragment)
    for name in sorted(wanted & signing):
        if made[name].get("curveName") != "P-256" or not str(made[name]["kty"]).startswith("EC"):
            yield Finding("keys", name, "the code signs with P-256")
    for role, agreed in AGREED.items():
        who = {(scope, identity) for scope, identity, each in grants(deployment) if each == role}
        for scope, identity in sorted(who ^ agreed):
            yield Finding("keys", scope, f"who is its {role} is not as agreed: {identity}")
    sealing = {name for name, each in made.items() if "wrapKey" in each["keyOps"]} & {SEALING_KEY}
    yield from missing("keys", {SEALING_KEY}, sealing, code=CODE, template=fragment)
    if (f"keys/{SEALING_KEY}", "app", "keyVaultCryptoServiceEncryptionUser") not in set(grants(deployment)):
        yield Finding("keys", SEALING_KEY, "the app may not wrap and unwrap with it")


AGREED: Mapping[str, frozenset[tuple[str, str]]] = {
    "keyVaultCryptoUser": frozenset({(f"keys/{SESSION_KEY}", "app"), (f"keys/{NOTARY_KEY}", "notary")}),
    # Each checks what the other signs.
    "keyVaultReader": frozenset({(f"keys/{SESSION_KEY}", "notary"), (f"keys/{NOTARY_KEY}", "app")}),
}
"""By role, who has it of which key."""


KEY_BITS_MIN = 3072
"""Of a key that encrypts for years (NIST SP 800-57, 128 bits of security)."""


def _at_rest(deployment: Deployment, made: Mapping[str, Mapping[str, Any]]) -> Iterator[Finding]:
    """Stores are encrypted with a key that is there, and long enough."""
    wrapping = {name for name, key in made.items() if "wrapKey" in key["keyOps"]}
    for name in sorted(wrapping):
        if int(made[name].get("keySize", 0)) < KEY_BITS_MIN:
            yield Finding("keys", name, f"has fewer than {KEY_BITS_MIN} bits")
    for resource in deployment.enabled:
        for place in places(dict(resource.body)):
            named = str(place.value).rpartition("/")[2]
            if place.key.lower() in {"keyname", "keyvaultkeyuri"} and named not in wrapping:
                yield Finding("keys", f"{resource.where} {place.path}", f"{named} is no key for encrypting")
        uri = resource.body.get("properties", {}).get("keyVaultKeyUri")
        if uri is not None and "/keys/" not in uri:
            yield Finding("keys", resource.where, f"{uri} is not the address of a key")
