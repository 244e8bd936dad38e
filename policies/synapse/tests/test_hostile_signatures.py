"""Signatures and keys as an attacker would make them: each would hold but for the one thing that is wrong with it."""

import base64
import hashlib

import pytest
from nacl.bindings import (
    crypto_core_ed25519_add,
    crypto_core_ed25519_is_valid_point,
    crypto_core_ed25519_scalar_add,
    crypto_core_ed25519_scalar_mul,
    crypto_core_ed25519_scalar_reduce,
    crypto_scalarmult_ed25519_base_noclamp,
)
from nacl.signing import SigningKey as Secret
from nacl.signing import VerifyKey

from chancery_policy.offer_refused import OfferRefusedError
from chancery_policy.sshsig import SigningKey, decode_base64, read_public_key, verify_ssh_signature

NAMESPACE = "chancery-root@1"
MESSAGE = b"a root"
PLAIN, ON_TOKEN = b"ssh-ed25519", b"sk-ssh-ed25519@openssh.com"
SECRET = Secret(hashlib.sha256(b"anne").digest())
POINT = SECRET.verify_key.encode()
KEY = SigningKey(POINT, None)
TOKEN = SigningKey(POINT, b"ssh:")
# of order 2: (0, -1)
ORDER_2 = bytes([0xEC, *[0xFF] * 30, 0x7F])
TOUCHED, COUNTER = b"\x01", b"\x00\x00\x00\x07"


def _string(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


def _blob(reserved: bytes = b"", hash_name: bytes = b"sha512") -> bytes:
    """Return what is signed."""
    digest = hashlib.sha512(MESSAGE).digest()
    return b"SSHSIG" + b"".join(map(_string, (NAMESPACE.encode(), reserved, hash_name, digest)))


def _on_token(blob: bytes) -> bytes:
    return hashlib.sha256(b"ssh:").digest() + TOUCHED + COUNTER + hashlib.sha256(blob).digest()


def _armoured(key: bytes, signature: bytes, reserved: bytes = b"", hash_name: bytes = b"sha512") -> str:
    parts = (key, NAMESPACE.encode(), reserved, hash_name, signature)
    text = base64.b64encode(b"SSHSIG" + (1).to_bytes(4, "big") + b"".join(map(_string, parts))).decode()
    return f"-----BEGIN SSH SIGNATURE-----\n{text}\n-----END SSH SIGNATURE-----\n"


PLAIN_KEY = _string(PLAIN) + _string(POINT)
TOKEN_KEY = _string(ON_TOKEN) + _string(POINT) + _string(b"ssh:")
SIGNED = SECRET.sign(_blob()).signature
PLAIN_SIGNATURE = _string(PLAIN) + _string(SIGNED)
TOKEN_SIGNATURE = _string(ON_TOKEN) + _string(SECRET.sign(_on_token(_blob())).signature) + TOUCHED + COUNTER


def _refused(armoured: str, key: SigningKey = KEY) -> str | None:
    try:
        verify_ssh_signature(armoured, MESSAGE, key, NAMESPACE)
    except OfferRefusedError as problem:
        return problem.code
    return None


def test_what_is_right_holds() -> None:
    """On a token and not: so each of the others is refused for what it says."""
    assert _refused(_armoured(PLAIN_KEY, PLAIN_SIGNATURE)) is None
    assert _refused(_armoured(TOKEN_KEY, TOKEN_SIGNATURE), TOKEN) is None


def test_nothing_may_follow_a_signature_or_key() -> None:
    """There is one encoding of each."""
    assert _refused(_armoured(PLAIN_KEY, PLAIN_SIGNATURE + b"\0")) == "signature_invalid"
    assert _refused(_armoured(PLAIN_KEY + b"\0", PLAIN_SIGNATURE)) == "signature_invalid"
    assert _refused(_armoured(TOKEN_KEY, TOKEN_SIGNATURE + b"\0"), TOKEN) == "signature_invalid"


def test_a_signature_has_64_bytes() -> None:
    """One less or one more is none, and neither is one without a type."""
    for content in (SIGNED[:63], SIGNED + b"\0", b""):
        assert _refused(_armoured(PLAIN_KEY, _string(PLAIN) + _string(content))) == "signature_invalid"
    assert _refused(_armoured(PLAIN_KEY, b"")) == "signature_invalid"
    assert _refused(_armoured(b"", PLAIN_SIGNATURE)) == "signature_invalid"


def test_nothing_is_reserved_and_the_hash_is_sha512() -> None:
    """Also if it is signed so."""
    for reserved, hash_name in ((b"x", b"sha512"), (b"", b"sha256"), (b"x", b"sha256")):
        signature = _string(PLAIN) + _string(SECRET.sign(_blob(reserved, hash_name)).signature)
        assert _refused(_armoured(PLAIN_KEY, signature, reserved, hash_name)) == "signature_invalid"
    # Nor is anything else looked at once one part is broken.
    assert _refused(_armoured(PLAIN_KEY, b"", b"x")) == "signature_invalid"


def test_a_token_signs_for_a_token_and_a_key_for_a_key() -> None:
    """Nobody takes the touch away, nor adds it where no token is: not even who has the key itself."""
    pretended = _string(ON_TOKEN) + _string(SIGNED) + TOUCHED + COUNTER
    assert _refused(_armoured(PLAIN_KEY, pretended)) == "signature_invalid"
    assert _refused(_armoured(TOKEN_KEY, TOKEN_SIGNATURE)) == "signature_invalid"
    assert _refused(_armoured(TOKEN_KEY, PLAIN_SIGNATURE)) == "signature_invalid"
    assert _refused(_armoured(PLAIN_KEY, PLAIN_SIGNATURE), TOKEN) == "signature_invalid"
    assert _refused(_armoured(TOKEN_KEY, PLAIN_SIGNATURE), TOKEN) == "signature_invalid"
    assert _refused(_armoured(PLAIN_KEY, TOKEN_SIGNATURE), TOKEN) == "signature_invalid"


def _mixed_order() -> tuple[bytes, bytes]:
    """Return a key outside of the main subgroup, and a signature of the blob by it that libsodium takes."""
    private = crypto_core_ed25519_scalar_reduce(hashlib.sha512(b"mallory").digest())
    point = crypto_core_ed25519_add(crypto_scalarmult_ed25519_base_noclamp(private), ORDER_2)
    for number in range(64):
        nonce = crypto_core_ed25519_scalar_reduce(hashlib.sha512(b"nonce %d" % number).digest())
        commitment = crypto_scalarmult_ed25519_base_noclamp(nonce)
        challenge = crypto_core_ed25519_scalar_reduce(hashlib.sha512(commitment + point + _blob()).digest())
        if challenge[0] % 2 == 0:  # an even multiple of a point of order 2 is nothing
            answer = crypto_core_ed25519_scalar_add(nonce, crypto_core_ed25519_scalar_mul(challenge, private))
            return point, commitment + answer
    raise AssertionError("64 challenges in a row are odd")


def test_a_key_outside_of_the_main_subgroup_vouches_for_nothing() -> None:
    """Libsodium takes what it signs; a verifier with cofactors would take other things than this one."""
    point, signature = _mixed_order()
    assert not crypto_core_ed25519_is_valid_point(point)
    assert VerifyKey(point).verify(_blob(), signature) == _blob()
    armoured = _armoured(_string(PLAIN) + _string(point), _string(PLAIN) + _string(signature))
    assert _refused(armoured, SigningKey(point, None)) == "signature_invalid"


def _line(blob: bytes, algorithm: bytes = PLAIN) -> str:
    return f"{algorithm.decode()} {base64.b64encode(blob).decode()}"


def test_a_public_key_has_32_bytes_and_nothing_after() -> None:
    """And the type that stands before it."""
    assert read_public_key(_line(PLAIN_KEY)) == KEY
    assert read_public_key(_line(TOKEN_KEY, ON_TOKEN)) == TOKEN
    for blob in (
        PLAIN_KEY + b"\0",
        _string(PLAIN) + _string(POINT[:31]),
        _string(PLAIN) + _string(POINT + b"\0"),
        _string(b"ssh-rsa") + _string(POINT),
        TOKEN_KEY,
        b"",
    ):
        assert read_public_key(_line(blob)) is None
    assert read_public_key(_line(TOKEN_KEY + b"\0", ON_TOKEN)) is None


@pytest.mark.parametrize(
    "case",
    [{"name": text} for text in ("AA", "AA=", "AB==", "AA==\n", " AA==", "A A==", "AA==AA==", "AA-_", "é", "=")],
    ids=lambda case: repr(case["name"]),
)
def test_there_is_one_base64_of_any_bytes(case: dict[str, str]) -> None:
    """With padding, and nothing beside it."""
    assert decode_base64(case["name"]) is None
    assert decode_base64("AA==") == b"\0"
