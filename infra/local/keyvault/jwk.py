"""Keys as JSON Web Keys (RFC 7517, RFC 7518 section 6): made, checked and loaded."""

import base64
import binascii
import os
from collections.abc import Mapping
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from pydantic import BaseModel, ConfigDict

from infra.local.keyvault.errors import BadParameter

CURVES: Mapping[str, ec.EllipticCurve] = {
    "P-256": ec.SECP256R1(),
    "P-384": ec.SECP384R1(),
    "P-521": ec.SECP521R1(),
    "P-256K": ec.SECP256K1(),
}
RSA_SIZES_BITS = (2048, 3072, 4096)
OCT_SIZES_BITS = (128, 192, 256)
PUBLIC_EXPONENT = 65537

# Loading an RSA key checks its primes, 40 ms each time. A bench has a few keys per tenant.
LOADED_MAX = 256

type PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | bytes


class JSONWebKey(BaseModel):
    """A key with its private part; numbers and bytes are base64url without padding."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    kty: str
    """RSA, EC or oct, with `-HSM` when the caller asked for hardware (it stays software)."""
    n: str | None = None
    """RSA modulus."""
    e: str | None = None
    """RSA public exponent."""
    d: str | None = None
    """RSA private exponent or EC private value."""
    p: str | None = None
    """RSA first prime."""
    q: str | None = None
    """RSA second prime."""
    dp: str | None = None
    """RSA d mod p-1."""
    dq: str | None = None
    """RSA d mod q-1."""
    qi: str | None = None
    """RSA inverse of q mod p."""
    crv: str | None = None
    """EC curve, a name in `CURVES`."""
    x: str | None = None
    """EC public point."""
    y: str | None = None
    """EC public point."""
    k: str | None = None
    """The bytes of a symmetric key."""

    @property
    def family(self) -> str:
        """RSA, EC or oct."""
        return self.kty.removesuffix("-HSM")

    def public(self) -> dict[str, str]:
        """Return what anybody may know of the key."""
        return self.model_dump(include={"kty", "n", "e", "crv", "x", "y"}, exclude_none=True)


def encode(value: bytes) -> str:
    """Return bytes as base64url without padding."""
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """
    Return the bytes behind base64url text, padded or not.

    Raises:
        BadParameter: the text is not base64url.
    """
    bare = text.rstrip("=")
    try:
        return base64.b64decode(bare + "=" * (-len(bare) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadParameter("a value is not base64url") from error


def generate(kty: str, *, size_bits: int | None, curve: str | None) -> JSONWebKey:
    """
    Return a new key; RSA has 2048 bits, EC is P-256 and oct has 256 bits unless told otherwise.

    Raises:
        BadParameter: there is no such kind, size or curve.
    """
    match kty.removesuffix("-HSM"):
        case "RSA":
            size = _one_of(size_bits or RSA_SIZES_BITS[0], RSA_SIZES_BITS)
            return _from_rsa(kty, rsa.generate_private_key(PUBLIC_EXPONENT, size))
        case "EC":
            name = curve or "P-256"
            return _from_ec(kty, name, ec.generate_private_key(_curve(name)))
        case "oct":
            size = _one_of(size_bits or OCT_SIZES_BITS[-1], OCT_SIZES_BITS)
            return JSONWebKey(kty=kty, k=encode(os.urandom(size // 8)))
        case _:
            raise BadParameter(f"kty {kty!r}: expected RSA, EC or oct, each with or without -HSM")


@lru_cache(maxsize=LOADED_MAX)
def load(key: JSONWebKey) -> PrivateKey:
    """
    Return a key ready to use; its numbers are checked the first time.

    Raises:
        BadParameter: a part is missing or the parts do not belong together.
    """
    try:
        match key.family:
            case "RSA":
                return _rsa_numbers(key).private_key()
            case "EC":
                return _ec_numbers(key).private_key()
            case "oct":
                _one_of(len(secret := decode(key.k or "")) * 8, OCT_SIZES_BITS)
                return secret
            case _:
                raise BadParameter(f"kty {key.kty!r}: expected RSA, EC or oct, each with or without -HSM")
    except ValueError as error:
        raise BadParameter("the key's parts do not belong together") from error


def size_bits(key: JSONWebKey) -> int | None:
    """Return the size that makes `generate` repeat a key's kind, None for EC."""
    loaded = load(key)
    if isinstance(loaded, rsa.RSAPrivateKey):
        return loaded.key_size
    return len(loaded) * 8 if isinstance(loaded, bytes) else None


def _one_of(size: int, sizes: tuple[int, ...]) -> int:
    if size not in sizes:
        raise BadParameter(f"key size {size}: expected one of {', '.join(map(str, sizes))}")
    return size


def _curve(name: str) -> ec.EllipticCurve:
    if name not in CURVES:
        raise BadParameter(f"curve {name!r}: expected one of {', '.join(CURVES)}")
    return CURVES[name]


def _from_rsa(kty: str, key: rsa.RSAPrivateKey) -> JSONWebKey:
    private = key.private_numbers()
    numbers = {
        "n": private.public_numbers.n,
        "e": private.public_numbers.e,
        "d": private.d,
        "p": private.p,
        "q": private.q,
        "dp": private.dmp1,
        "dq": private.dmq1,
        "qi": private.iqmp,
    }
    return JSONWebKey(kty=kty, **{name: _from_number(number) for name, number in numbers.items()})


def _from_ec(kty: str, curve: str, key: ec.EllipticCurvePrivateKey) -> JSONWebKey:
    private = key.private_numbers()
    size_bytes = coordinate_size_bytes(key)
    numbers = {"x": private.public_numbers.x, "y": private.public_numbers.y, "d": private.private_value}
    parts = {name: encode(number.to_bytes(size_bytes, "big")) for name, number in numbers.items()}
    return JSONWebKey(kty=kty, crv=curve, **parts)


def coordinate_size_bytes(key: ec.EllipticCurvePrivateKey) -> int:
    """Return how long a coordinate, or half a signature, is on a key's curve (RFC 7518 section 6.2.1.2)."""
    return (key.curve.key_size + 7) // 8


def _rsa_numbers(key: JSONWebKey) -> rsa.RSAPrivateNumbers:
    return rsa.RSAPrivateNumbers(
        p=_number(key.p),
        q=_number(key.q),
        d=_number(key.d),
        dmp1=_number(key.dp),
        dmq1=_number(key.dq),
        iqmp=_number(key.qi),
        public_numbers=rsa.RSAPublicNumbers(e=_number(key.e), n=_number(key.n)),
    )


def _ec_numbers(key: JSONWebKey) -> ec.EllipticCurvePrivateNumbers:
    public = ec.EllipticCurvePublicNumbers(_number(key.x), _number(key.y), _curve(key.crv or ""))
    return ec.EllipticCurvePrivateNumbers(_number(key.d), public)


def _from_number(number: int) -> str:
    return encode(number.to_bytes((number.bit_length() + 7) // 8, "big"))


def _number(text: str | None) -> int:
    if not text:
        raise BadParameter("the key lacks a part; expected it whole, with its private part")
    return int.from_bytes(decode(text), "big")
