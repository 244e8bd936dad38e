"""A holder that knows the highest version from elsewhere than the bundle it holds."""

import pytest

from chancery_policy.offer_refused import OfferRefusedError
from chancery_policy.trusted_policy_set import TrustedPolicySet

from .example_policy import example_policy
from .signed_things import instant, make_bundle, make_overlay, make_pulse, with_pulse

ROOT = with_pulse()
FIRST = make_bundle(example_policy())
SECOND = make_bundle(example_policy(), 2, FIRST)
OTHER = "0" * 64


def test_nothing_below_a_mark_and_nothing_else_at_it() -> None:
    """The mark's own bytes are accepted, and what is above."""
    marked = {"national": {"version": 2, "sha256": OTHER}}
    trusted = TrustedPolicySet(ROOT, marked)  # type: ignore[arg-type]
    with pytest.raises(OfferRefusedError, match="version_old"):
        trusted.offer_bundle(FIRST.transit, instant())
    with pytest.raises(OfferRefusedError, match="version_conflict"):
        trusted.offer_bundle(SECOND.transit, instant())
    assert trusted.bundle("national") is None
    assert trusted.marks == marked
    before = TrustedPolicySet(ROOT)
    held = before.offer_bundle(FIRST.transit, instant())
    assert before.marks == {"national": {"version": 1, "sha256": held.sha256}}
    again = TrustedPolicySet(ROOT, before.marks)
    assert again.offer_bundle(FIRST.transit, instant()).sha256 == held.sha256


def test_what_is_accepted_is_held_and_answered() -> None:
    """Bundle, overlay and pulse."""
    trusted = TrustedPolicySet(ROOT)
    assert trusted.bundle("national") is None
    assert trusted.overlay("national") is None
    assert trusted.pulse is None
    bundle = trusted.offer_bundle(FIRST.transit, instant())
    assert trusted.bundle("national") is bundle
    assert len(bundle.signed_by) == 2
    overlay = trusted.offer_overlay(make_overlay(FIRST), instant())
    assert trusted.overlay("national") is overlay
    pulse = trusted.offer_pulse(make_pulse(ROOT, FIRST), instant())
    assert trusted.pulse is pulse
    assert trusted.manifest(FIRST.transit["envelope"], instant())["version"] == 1
