"""Armoured SSH signatures (OpenSSH PROTOCOL.sshsig), narrowed to version 1, sha512 and ed25519."""

import base64
import binascii
import hashlib
import re
from typing import Final

from nacl.bindings import crypto_core_ed25519_is_valid_point
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from .offer_refused import OfferRefusedError

_MAGIC: Final = b"SSHSIG"
_KEY_TYPE: Final = b"ssh-ed25519"
_HASH: Final = b"sha512"
_ARMOUR = re.compile(
    r"-----BEGIN SSH SIGNATURE-----\n([A-Za-z0-9+/=\n]{1,2000})\n-----END SSH SIGNATURE-----\n?",
)


class _Malformed(Exception):  # noqa: N818 - never leaves this file
    pass


class _Reader:
    """Reads the SSH wire format: 32-bit big-endian numbers, and strings with such a length before them."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, count: int) -> bytes:
        piece = self._data[self._at : self._at + count]
        if len(piece) != count:
            raise _Malformed
        self._at += count
        return piece

    def number(self) -> int:
        return int.from_bytes(self.take(4), "big")

    def string(self) -> bytes:
        return self.take(self.number())

    def end(self) -> None:
        if self._at != len(self._data):
            raise _Malformed


def _string(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


def decode_base64(text: str) -> bytes | None:
    """Decode RFC 4648 section 4 with padding and nothing else, or return None. There is one encoding of any bytes."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if base64.b64encode(data).decode("ascii") == text else None


def read_public_key(line: str) -> bytes | None:
    """Return the 32 bytes of an OpenSSH public key ``ssh-ed25519 AAAA…`` without comment, or None when it is none."""
    algorithm, _, encoded = line.partition(" ")
    blob = decode_base64(encoded)
    if algorithm != _KEY_TYPE.decode() or blob is None:
        return None
    try:
        return _typed(blob, 32)
    except OfferRefusedError:
        return None


def _typed(blob: bytes, length: int) -> bytes | None:
    """Read a key or signature blob: the type, then ``length`` bytes. None when it has not this form.

    Raises OfferRefusedError (``key_type_unsupported``) for another type.
    """
    try:
        reader = _Reader(blob)
        kind = reader.string()
    except _Malformed:
        return None
    if kind != _KEY_TYPE:
        raise OfferRefusedError("key_type_unsupported")
    try:
        content = reader.string()
        reader.end()
    except _Malformed:
        return None
    return content if len(content) == length else None


def is_usable_key(key: bytes) -> bool:
    """Return whether a key is a canonical point of the main subgroup, hence of low order neither.

    Libsodium's verification lets a key of low order vouch for anything in some versions; none is ever let in.
    """
    return len(key) == 32 and bool(crypto_core_ed25519_is_valid_point(key))


def _armoured_blob(armoured: str) -> bytes:
    match = _ARMOUR.fullmatch(armoured)
    blob = None if match is None else decode_base64(match.group(1).replace("\n", ""))
    if blob is None:
        raise _Malformed
    return blob


def verify_ssh_signature(armoured: str, message: bytes, key: bytes, namespace: str) -> None:
    """Check that ``armoured`` is a signature of ``message`` by the ed25519 ``key`` (32 bytes) in ``namespace``.

    Raises OfferRefusedError with ``key_type_unsupported``, ``namespace_wrong`` or ``signature_invalid``.
    """
    try:
        reader = _Reader(_armoured_blob(armoured))
        preamble, version = reader.take(len(_MAGIC)), reader.number()
        key_blob = reader.string()
        signed_namespace, reserved, hash_name = reader.string(), reader.string(), reader.string()
        signature_blob = reader.string()
        reader.end()
    except _Malformed as problem:
        raise OfferRefusedError("signature_invalid") from problem
    if preamble != _MAGIC or version != 1:
        raise OfferRefusedError("signature_invalid")
    signer, signature = _typed(key_blob, 32), _typed(signature_blob, 64)
    if signed_namespace != namespace.encode():
        raise OfferRefusedError("namespace_wrong")
    if signer != key or signature is None or reserved or hash_name != _HASH:
        raise OfferRefusedError("signature_invalid")
    # The signature's own point too, so that every strict verifier gives the same answer.
    if not is_usable_key(key) or not is_usable_key(signature[:32]):
        raise OfferRefusedError("signature_invalid")
    signed = _MAGIC + b"".join(
        _string(part) for part in (signed_namespace, reserved, hash_name, hashlib.sha512(message).digest())
    )
    try:
        VerifyKey(key).verify(signed, signature)
    except BadSignatureError as problem:
        raise OfferRefusedError("signature_invalid") from problem
