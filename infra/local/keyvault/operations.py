"""What a key does for its caller, by Key Vault's names of algorithms."""

import os
from collections.abc import Mapping
from typing import Literal

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes, keywrap, padding
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric import padding as asymmetric
from cryptography.hazmat.primitives.asymmetric.utils import (
    Prehashed,
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from pydantic import BaseModel, ConfigDict

from infra.local.keyvault.errors import BadParameter
from infra.local.keyvault.jwk import PrivateKey, coordinate_size_bytes, decode, encode

type Operation = Literal["encrypt", "decrypt", "wrapKey", "unwrapKey", "sign", "verify"]

HASHES: Mapping[str, hashes.HashAlgorithm] = {
    "256": hashes.SHA256(),
    "384": hashes.SHA384(),
    "512": hashes.SHA512(),
    "256K": hashes.SHA256(),
}
ES_CURVES = {"ES256": "secp256r1", "ES384": "secp384r1", "ES512": "secp521r1", "ES256K": "secp256k1"}
RSA_PADDINGS: Mapping[str, asymmetric.AsymmetricPadding] = {
    "RSA1_5": asymmetric.PKCS1v15(),
    # SHA-1 is what RSA-OAEP names (RFC 7518 section 4.3); it is no weakness there.
    "RSA-OAEP": asymmetric.OAEP(asymmetric.MGF1(hashes.SHA1()), hashes.SHA1(), None),  # noqa: S303
    "RSA-OAEP-256": asymmetric.OAEP(asymmetric.MGF1(hashes.SHA256()), hashes.SHA256(), None),
}
GCM_NONCE_SIZE_BYTES = 12
GCM_TAG_SIZE_BYTES = 16
BLOCK_SIZE_BYTES = 16


class OperationRequest(BaseModel):
    """The body of a request to use a key; values are base64url."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    alg: str
    """The algorithm."""
    value: str | None = None
    """What to work on; for verify the signature."""
    digest: str | None = None
    """What was signed, hashed; verify only."""
    iv: str | None = None
    """The nonce of AES."""
    aad: str | None = None
    """Additional authenticated data of AES-GCM."""
    tag: str | None = None
    """The authentication tag of AES-GCM."""


def perform(operation: Operation, key: PrivateKey, request: OperationRequest) -> dict[str, str | bool]:
    """
    Return the operation's own part of the answer.

    Raises:
        BadParameter: the algorithm is not for this key, or the value cannot be worked on.
    """
    try:
        match operation:
            case "encrypt" | "wrapKey":
                return _encrypt(key, request)
            case "decrypt" | "unwrapKey":
                return {"value": encode(_decrypt(key, request))}
            case "sign":
                return {"value": encode(_sign(key, request.alg, _required(request.value)))}
            case "verify":
                signature, digest = _required(request.value), _required(request.digest)
                return {"value": _verifies(key, request.alg, signature, digest)}
    except (ValueError, InvalidTag, keywrap.InvalidUnwrap) as error:
        # One message for all, as Azure does: which step failed must not be told to a caller who guesses.
        raise BadParameter("The parameter is incorrect.") from error


def _required(text: str | None) -> bytes:
    if text is None:
        raise BadParameter("the request lacks a value")
    return decode(text)


def _unsuitable(algorithm: str) -> BadParameter:
    return BadParameter(f"algorithm {algorithm!r} is not for this key")


def _check_size(algorithm: str, key: bytes) -> None:
    if algorithm[1:4] != str(len(key) * 8):
        raise _unsuitable(algorithm)


def _encrypt(key: PrivateKey, request: OperationRequest) -> dict[str, str | bool]:
    plain = _required(request.value)
    if isinstance(key, rsa.RSAPrivateKey) and request.alg in RSA_PADDINGS:
        return {"value": encode(key.public_key().encrypt(plain, RSA_PADDINGS[request.alg]))}
    if not isinstance(key, bytes):
        raise _unsuitable(request.alg)
    _check_size(request.alg, key)
    match request.alg[4:]:
        case "KW":
            return {"value": encode(keywrap.aes_key_wrap(key, plain))}
        case "GCM":
            return _encrypt_gcm(key, plain, request.aad)
        case "CBC" | "CBCPAD" as mode:
            nonce = decode(request.iv) if request.iv else os.urandom(BLOCK_SIZE_BYTES)
            encryptor = Cipher(AES(key), CBC(nonce)).encryptor()
            padded = _padded(plain) if mode == "CBCPAD" else plain
            return {"value": encode(encryptor.update(padded) + encryptor.finalize()), "iv": encode(nonce)}
        case _:
            raise _unsuitable(request.alg)


def _encrypt_gcm(key: bytes, plain: bytes, aad: str | None) -> dict[str, str | bool]:
    # Azure chooses the nonce: a repeated one would break AES-GCM.
    nonce = os.urandom(GCM_NONCE_SIZE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, plain, decode(aad or ""))
    cipher, tag = sealed[:-GCM_TAG_SIZE_BYTES], sealed[-GCM_TAG_SIZE_BYTES:]
    return {"value": encode(cipher), "iv": encode(nonce), "tag": encode(tag)}


def _decrypt(key: PrivateKey, request: OperationRequest) -> bytes:
    cipher = _required(request.value)
    if isinstance(key, rsa.RSAPrivateKey) and request.alg in RSA_PADDINGS:
        return key.decrypt(cipher, RSA_PADDINGS[request.alg])
    if not isinstance(key, bytes):
        raise _unsuitable(request.alg)
    _check_size(request.alg, key)
    match request.alg[4:]:
        case "KW":
            return keywrap.aes_key_unwrap(key, cipher)
        case "GCM":
            sealed = cipher + _required(request.tag)
            return AESGCM(key).decrypt(_required(request.iv), sealed, decode(request.aad or ""))
        case "CBC" | "CBCPAD" as mode:
            decryptor = Cipher(AES(key), CBC(_required(request.iv))).decryptor()
            padded = decryptor.update(cipher) + decryptor.finalize()
            return _unpadded(padded) if mode == "CBCPAD" else padded
        case _:
            raise _unsuitable(request.alg)


def _padded(plain: bytes) -> bytes:
    padder = padding.PKCS7(BLOCK_SIZE_BYTES * 8).padder()
    return padder.update(plain) + padder.finalize()


def _unpadded(padded: bytes) -> bytes:
    unpadder = padding.PKCS7(BLOCK_SIZE_BYTES * 8).unpadder()
    return unpadder.update(padded) + unpadder.finalize()


def _hash(algorithm: str) -> hashes.HashAlgorithm:
    if algorithm[2:] not in HASHES:
        raise _unsuitable(algorithm)
    return HASHES[algorithm[2:]]


def _rsa_padding(algorithm: str) -> asymmetric.AsymmetricPadding:
    if algorithm.startswith("RS"):
        return asymmetric.PKCS1v15()
    if algorithm.startswith("PS"):
        digest = _hash(algorithm)
        return asymmetric.PSS(asymmetric.MGF1(digest), digest.digest_size)
    raise _unsuitable(algorithm)


def _signs_with_curve(algorithm: str, key: ec.EllipticCurvePrivateKey) -> None:
    if ES_CURVES.get(algorithm) != key.curve.name:
        raise _unsuitable(algorithm)


def _sign(key: PrivateKey, algorithm: str, digest: bytes) -> bytes:
    if isinstance(key, bytes):
        raise _unsuitable(algorithm)
    prehashed = Prehashed(_hash(algorithm))
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(digest, _rsa_padding(algorithm), prehashed)
    _signs_with_curve(algorithm, key)
    # Key Vault's form is r and s side by side (RFC 7518 section 3.4), not ASN.1.
    half = coordinate_size_bytes(key)
    r, s = decode_dss_signature(key.sign(digest, ec.ECDSA(prehashed)))
    return r.to_bytes(half, "big") + s.to_bytes(half, "big")


def _verifies(key: PrivateKey, algorithm: str, signature: bytes, digest: bytes) -> bool:
    if isinstance(key, bytes):
        raise _unsuitable(algorithm)
    prehashed = Prehashed(_hash(algorithm))
    try:
        if isinstance(key, rsa.RSAPrivateKey):
            key.public_key().verify(signature, digest, _rsa_padding(algorithm), prehashed)
            return True
        _signs_with_curve(algorithm, key)
        half = coordinate_size_bytes(key)
        r, s = int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big")
        key.public_key().verify(encode_dss_signature(r, s), digest, ec.ECDSA(prehashed))
    except InvalidSignature:
        return False
    return len(signature) == 2 * half
