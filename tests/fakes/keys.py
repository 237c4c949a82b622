"""Keys in memory, as a vault would keep them."""

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


class FakeSigner:
    """A P-256 key that signs what it is asked to."""

    def __init__(self, key_id="vault/keys/session/1", past=()):
        self.key_id = key_id
        self._past = past
        self.signed = 0
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.public_key = self._key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    def public_keys(self):
        return {each.key_id: each.public_key for each in (*self._past, self)}

    def sign(self, message):
        self.signed += 1
        return self._key.sign(message, ec.ECDSA(SHA256()))
