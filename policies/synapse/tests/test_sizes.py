"""Limits that would make the vectors long."""

import base64

import pytest

from chancery_policy.envelope import open_envelope
from chancery_policy.offer_refused import OfferRefusedError

MEBIBYTE = 1024 * 1024


def _envelope(size: int, signatures: int = 0) -> object:
    one = {"officer": "anne.morel", "signature": ""}
    return {"payload": base64.b64encode(bytes(size)).decode("ascii"), "signatures": [one] * signatures}


def test_a_payload_has_at_most_a_mebibyte() -> None:
    """The limit is of the bytes, not of their base64."""
    assert len(open_envelope(_envelope(MEBIBYTE))[1]) == MEBIBYTE
    with pytest.raises(OfferRefusedError, match="envelope_invalid"):
        open_envelope(_envelope(MEBIBYTE + 1))


def test_an_envelope_has_at_most_16_signatures() -> None:
    """Whether they hold is asked later."""
    assert len(open_envelope(_envelope(1, 16))[0]["signatures"]) == 16
    with pytest.raises(OfferRefusedError, match="envelope_invalid"):
        open_envelope(_envelope(1, 17))
