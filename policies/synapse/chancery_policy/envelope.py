"""Envelopes: signed bytes and who signed them (SPECIFICATION.md section 7)."""

from collections.abc import Mapping

from .model import Envelope
from .offer_refused import OfferRefusedError
from .payload_shape import is_envelope
from .sshsig import SigningKey, decode_base64, verify_ssh_signature

ROOT_NAMESPACE = "chancery-root@1"
BUNDLE_NAMESPACE = "chancery-bundle@1"
PULSE_NAMESPACE = "chancery-pulse@1"
OVERLAY_NAMESPACE = "chancery-overlay@1"
_LARGEST_PAYLOAD = 1024 * 1024


def open_envelope(value: object) -> tuple[Envelope, bytes]:
    """Return an envelope and its payload's bytes, of which nothing is known yet (``envelope_invalid``)."""
    if not is_envelope(value):
        raise OfferRefusedError("envelope_invalid")
    payload = decode_base64(value["payload"])
    if payload is None or len(payload) > _LARGEST_PAYLOAD:
        raise OfferRefusedError("envelope_invalid")
    return value, payload


def verified_signers(
    envelope: Envelope, payload: bytes, keys: Mapping[str, SigningKey], namespace: str
) -> frozenset[str]:
    """Return the ids of those who signed, once every signature is found to hold.

    ``keys`` has the key of each who may sign. One bad signature refuses the whole envelope, so that nothing travels
    along on somebody else's good one. Raises OfferRefusedError: ``unsigned``, ``signer_unknown``, ``signer_duplicate``,
    and those of ``verify_ssh_signature``.
    """
    if not envelope["signatures"]:
        raise OfferRefusedError("unsigned")
    officers = [entry["officer"] for entry in envelope["signatures"]]
    signers = frozenset(officers)
    if not signers <= keys.keys():
        raise OfferRefusedError("signer_unknown")
    if len(signers) < len(officers):
        raise OfferRefusedError("signer_duplicate")
    for entry in envelope["signatures"]:
        verify_ssh_signature(entry["signature"], payload, keys[entry["officer"]], namespace)
    return signers
