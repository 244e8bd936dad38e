"""Armoured SSH signatures (OpenSSH PROTOCOL.sshsig), narrowed to version 1, sha512, and ed25519, token or not."""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from typing import Final

from nacl.bindings import crypto_core_ed25519_is_valid_point
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from .offer_refused import OfferRefusedError

_MAGIC: Final = b"SSHSIG"
_PLAIN: Final = b"ssh-ed25519"
_ON_TOKEN: Final = b"sk-ssh-ed25519@openssh.com"
# FIDO: somebody touched the token
_USER_PRESENT: Final = 1
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


@dataclass(frozen=True)
class SigningKey:
    """An ed25519 key of 32 bytes; ``application`` is that of the FIDO token it is on, or None."""

    point: bytes
    application: bytes | None


@dataclass(frozen=True)
class _Signature:
    """64 bytes; ``flags`` and ``counter`` (4 bytes) are what a token adds, else None and empty."""

    content: bytes
    flags: int | None
    counter: bytes


def read_public_key(line: str) -> SigningKey | None:
    """Return the key in an OpenSSH public key without comment, on a token or not, or None when it is none."""
    algorithm, _, encoded = line.partition(" ")
    blob = decode_base64(encoded)
    try:
        typed = None if blob is None else _typed(blob)
    except OfferRefusedError:
        return None
    return None if typed is None or typed[0].decode() != algorithm else _key(*typed)


def _typed(blob: bytes) -> tuple[bytes, _Reader] | None:
    """Read the type of a key or signature blob, and return what follows it unread. None when there is no type.

    Raises OfferRefusedError (``key_type_unsupported``) for another type.
    """
    reader = _Reader(blob)
    try:
        kind = reader.string()
    except _Malformed:
        return None
    if kind not in (_PLAIN, _ON_TOKEN):
        raise OfferRefusedError("key_type_unsupported")
    return kind, reader


def _key(kind: bytes, reader: _Reader) -> SigningKey | None:
    try:
        point = reader.string()
        application = reader.string() if kind == _ON_TOKEN else None
        reader.end()
    except _Malformed:
        return None
    return SigningKey(point, application) if len(point) == 32 else None


def _signature(kind: bytes, reader: _Reader) -> _Signature | None:
    try:
        content = reader.string()
        flags = reader.take(1)[0] if kind == _ON_TOKEN else None
        counter = reader.take(4) if kind == _ON_TOKEN else b""
        reader.end()
    except _Malformed:
        return None
    return _Signature(content, flags, counter) if len(content) == 64 else None


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


def verify_ssh_signature(armoured: str, message: bytes, key: SigningKey, namespace: str) -> None:
    """Check that ``armoured`` is a signature of ``message`` by ``key`` in ``namespace``.

    Raises OfferRefusedError with ``key_type_unsupported``, ``namespace_wrong``, ``application_wrong``, ``user_absent``
    or ``signature_invalid``.
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
    key_type, signature_type = _typed(key_blob), _typed(signature_blob)
    if signed_namespace != namespace.encode():
        raise OfferRefusedError("namespace_wrong")
    signer = None if key_type is None else _key(*key_type)
    signature = None if signature_type is None else _signature(*signature_type)
    if signer is None or signature is None or reserved or hash_name != _HASH:
        raise OfferRefusedError("signature_invalid")
    _check_token(signer, signature, key)
    # The signature's own point too, so that every strict verifier gives the same answer.
    if not is_usable_key(key.point) or not is_usable_key(signature.content[:32]):
        raise OfferRefusedError("signature_invalid")
    blob = _MAGIC + b"".join(
        _string(part) for part in (signed_namespace, reserved, hash_name, hashlib.sha512(message).digest())
    )
    try:
        VerifyKey(key.point).verify(_under_signature(blob, key, signature), signature.content)
    except BadSignatureError as problem:
        raise OfferRefusedError("signature_invalid") from problem


def _check_token(signer: SigningKey, signature: _Signature, key: SigningKey) -> None:
    """Check that the signer's key is ``key``, for the same application, and that somebody touched its token."""
    on_token = key.application is not None
    if (
        signer.point != key.point
        or (signer.application is not None) != on_token
        or (signature.flags is not None) != on_token
    ):
        raise OfferRefusedError("signature_invalid")
    if signer.application != key.application:
        raise OfferRefusedError("application_wrong")
    if signature.flags is not None and not signature.flags & _USER_PRESENT:
        raise OfferRefusedError("user_absent")


def _under_signature(blob: bytes, key: SigningKey, signature: _Signature) -> bytes:
    """Return the bytes under the signature: the blob, or what a token makes of it (OpenSSH PROTOCOL.u2f)."""
    if key.application is None or signature.flags is None:
        return blob
    application = hashlib.sha256(key.application).digest()
    return application + bytes([signature.flags]) + signature.counter + hashlib.sha256(blob).digest()
