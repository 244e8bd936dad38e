"""The chunks in which a bundle's content travels (SPECIFICATION.md section 7)."""

import hashlib
import zlib

from .model import ChunkEntry
from .offer_refused import OfferRefusedError

_MOST_CHUNKS = 64
# Bytes of a chunk on the way: with base64 and its event around it, it stays below Matrix's 65,536.
_LARGEST_CHUNK = 40_000
# Bytes of a chunk once inflated: with all of them, 4 MiB.
LARGEST_PIECE = 65_536


def inflate(deflated: bytes, most: int) -> bytes:
    """Inflate DEFLATE (RFC 1951) to at most ``most`` bytes, and no further than one more.

    Raises OfferRefusedError: ``too_large``, or ``chunk_mismatch`` for what is cut off, is no DEFLATE or has something
    after its end.
    """
    stream = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
    try:
        inflated = stream.decompress(deflated, most + 1)
    except zlib.error as problem:
        raise OfferRefusedError("chunk_mismatch") from problem
    if len(inflated) > most:
        raise OfferRefusedError("too_large")
    if not stream.eof or stream.unused_data:
        raise OfferRefusedError("chunk_mismatch")
    return inflated


def inflate_chunk(deflated: bytes, size: int) -> bytes:
    """Inflate one chunk that is to have ``size`` bytes at most; raises like ``inflate``."""
    if len(deflated) > _LARGEST_CHUNK:
        raise OfferRefusedError("too_large")
    return inflate(deflated, size)


def assemble(listed: list[ChunkEntry], chunks: list[bytes]) -> bytes:
    """Return the content, of which every byte is vouched for by the manifest; raises OfferRefusedError."""
    if len(listed) > _MOST_CHUNKS or any(entry["size"] > LARGEST_PIECE for entry in listed):
        raise OfferRefusedError("too_large")
    if len(chunks) < len(listed):
        raise OfferRefusedError("chunk_missing")
    if len(chunks) > len(listed):
        raise OfferRefusedError("chunk_mismatch")
    pieces = []
    for entry, chunk in zip(listed, chunks, strict=True):
        piece = inflate_chunk(chunk, entry["size"])
        if len(piece) != entry["size"] or hashlib.sha256(piece).hexdigest() != entry["sha256"]:
            raise OfferRefusedError("chunk_mismatch")
        pieces.append(piece)
    return b"".join(pieces)
