"""Both implementations trust, and refuse, the same roots and bundles for the same reasons."""

import json
from pathlib import Path
from typing import Any

import pytest

from chancery_policy.offer_refused import OfferRefusedError
from chancery_policy.trusted_policy_set import TrustedPolicySet

VECTORS = Path(__file__).parents[2] / "vectors"
ENVELOPES: dict[str, Any] = json.loads((VECTORS / "envelopes.json").read_text("utf-8"))


def _pin(name: str) -> tuple[TrustedPolicySet | None, str]:
    try:
        return TrustedPolicySet(ENVELOPES["roots"][name]), "accepted"
    except OfferRefusedError as problem:
        return None, problem.code


def _offer(trusted: TrustedPolicySet, step: dict[str, Any]) -> str:
    try:
        if step["do"] == "offer_root":
            trusted.offer_root(ENVELOPES["roots"][step["root"]])
        else:
            bundle = ENVELOPES["bundles"][step["bundle"]]
            trusted.offer_bundle(bundle, step["now"], from_store=step["do"] == "load_bundle")
    except OfferRefusedError as problem:
        return problem.code
    return "accepted"


def test_there_are_enough_cases() -> None:
    """An empty file must not look like agreement."""
    assert len(ENVELOPES["cases"]) >= 20


@pytest.mark.parametrize("case", ENVELOPES["cases"], ids=lambda case: str(case["name"]))
def test_envelope(case: dict[str, Any]) -> None:
    """Each case: what becomes of every offer, and what is held in the end."""
    trusted: TrustedPolicySet | None = None
    outcomes = []
    for step in case["steps"]:
        if step["do"] == "pin_root":
            trusted, outcome = _pin(step["root"])
        else:
            assert trusted is not None
            outcome = _offer(trusted, step)
        outcomes.append(outcome)
    assert outcomes == [step["expect"] for step in case["steps"]]
    bundle = None if trusted is None else trusted.bundle("national")
    assert case["held"] == {
        "root_version": None if trusted is None else trusted.root.payload["version"],
        "bundle_version": None if bundle is None else bundle.version,
    }
