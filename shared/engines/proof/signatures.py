"""Checking signatures: ECDSA P-256, which the vault makes, and Ed25519, which sessions make."""

from functools import lru_cache

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

KEYS_REMEMBERED = 256
"""Loaded keys kept: a log has one an hour, in order."""

type PublicKey = ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey


def check_signature(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """
    Whether this key (SubjectPublicKeyInfo) signed the message.

    ECDSA signatures are ASN.1 DER over SHA-256, as in signed notes. A key of another kind signed nothing.
    """
    key = _load(public_key)
    try:
        match key:
            case ed25519.Ed25519PublicKey():
                key.verify(signature, message)
            case ec.EllipticCurvePublicKey():
                key.verify(signature, message, ec.ECDSA(SHA256()))
            case None:
                return False
    except InvalidSignature:
        return False
    return True


@lru_cache(maxsize=KEYS_REMEMBERED)
def _load(public_key: bytes) -> PublicKey | None:
    try:
        key = load_der_public_key(public_key)
    except (ValueError, UnsupportedAlgorithm):
        return None
    if isinstance(key, ed25519.Ed25519PublicKey):
        return key
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return key
    return None
