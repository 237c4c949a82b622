"""Keys as JSON Web Keys."""

from contextlib import suppress

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from infra.local.keyvault.errors import BadParameter
from infra.local.keyvault.jwk import JSONWebKey, decode, encode, generate, load, size_bits

texts = st.none() | st.text(max_size=8) | st.binary(max_size=40).map(encode)


@given(st.binary(max_size=100))
def test_base64url(value):
    """Encoded bytes decode to themselves, with and without padding."""
    assert decode(encode(value)) == value
    assert decode(encode(value) + "==") == value


@given(st.text())
def test_any_text(text):
    """Text is base64url or refused with our error."""
    with suppress(BadParameter):
        decode(text)


@given(
    st.builds(
        JSONWebKey,
        kty=st.sampled_from(["RSA", "EC", "oct", "RSA-HSM", "x"]),
        crv=st.sampled_from([None, "P-256", "P-999"]),
        **dict.fromkeys(["n", "e", "d", "p", "q", "dp", "dq", "qi", "x", "y", "k"], texts),
    )
)
def test_any_key(key):
    """Key material is loaded or refused with our error."""
    with suppress(BadParameter):
        load(key)


@pytest.mark.parametrize("curve", ["P-256", "P-384", "P-521", "P-256K"])
def test_curves(curve):
    """A key of each curve loads as what it was made."""
    made = generate("EC", size_bits=None, curve=curve)

    loaded = load(made)

    assert isinstance(loaded, ec.EllipticCurvePrivateKey)
    assert size_bits(made) is None
    assert set(made.public()) == {"kty", "crv", "x", "y"}


def test_public_part():
    """What is shown of a key holds nothing secret."""
    assert set(generate("RSA-HSM", size_bits=2048, curve=None).public()) == {"kty", "n", "e"}
    assert set(generate("oct", size_bits=128, curve=None).public()) == {"kty"}


@pytest.mark.parametrize(
    ("kty", "size", "curve"),
    [("RSA", 1024, None), ("oct", 100, None), ("EC", None, "P-1"), ("DSA", None, None)],
)
def test_refused(kty, size, curve):
    """A kind, size or curve there is not is refused."""
    with pytest.raises(BadParameter):
        generate(kty, size_bits=size, curve=curve)
