"""Both implementations trust, and refuse, the same roots and bundles for the same reasons."""

import json
from pathlib import Path
from typing import Any

import pytest

from chancery_policy.layers_in_force import layers_in_force
from chancery_policy.offer_refused import OfferRefusedError
from chancery_policy.trusted_policy_set import TrustedPolicySet

VECTORS = Path(__file__).parents[2] / "vectors"
ENVELOPES: dict[str, Any] = json.loads((VECTORS / "envelopes.json").read_text("utf-8"))


def _pin(name: str) -> tuple[TrustedPolicySet | None, str]:
    try:
        return TrustedPolicySet(ENVELOPES["roots"][name]), "accepted"
    except OfferRefusedError as problem:
        return None, problem.code


def _what_decides(trusted: TrustedPolicySet, now: str) -> str:
    held = trusted.in_force("national")
    if held is None:
        return "nothing"
    bundle, overlay = trusted.bundle("national"), held.active_overlay(now)
    assert bundle is not None
    deciding = held.deciding(now)
    assert deciding.expires == held.freshness.until
    emergency = [] if overlay is None else overlay.payload["rules"]
    assert deciding.policy["rules"] == [*emergency, *bundle.policy["rules"]]
    suffix = "" if overlay is None else f", overlay {overlay.payload['version']}"
    return f"{held.freshness.until} {held.freshness.ends}{suffix}"


def _what_every_layer_says(trusted: TrustedPolicySet, now: str) -> list[str] | str:
    """What stands for a missing bundle has the rules of the nation."""
    layers = layers_in_force(trusted, now)
    if layers is None:
        return "nothing"
    for bundle in layers.narrower:
        held = trusted.in_force(bundle.layer)
        assert bundle.policy is (layers.national if held is None else held.deciding(now)).policy
        if held is None:
            assert bundle.issued_at == bundle.expires
    return [f"{bundle.layer} {bundle.version} {bundle.expires}" for bundle in layers.all]


def _offer(trusted: TrustedPolicySet, step: dict[str, Any]) -> str | list[str]:
    do, now = step["do"], step["now"]
    if do == "in_force":
        return _what_decides(trusted, now)
    if do == "layers":
        return _what_every_layer_says(trusted, now)
    from_store = do.startswith("load")
    try:
        if do == "offer_root":
            trusted.offer_root(ENVELOPES["roots"][step["root"]])
        elif do.endswith("bundle"):
            trusted.offer_bundle(ENVELOPES["bundles"][step["bundle"]], now, from_store=from_store)
        elif do.endswith("overlay"):
            trusted.offer_overlay(ENVELOPES["envelopes"][step["envelope"]], now, from_store=from_store)
        else:
            assert do.endswith("pulse")
            trusted.offer_pulse(ENVELOPES["envelopes"][step["envelope"]], now, from_store=from_store)
    except OfferRefusedError as problem:
        return problem.code
    return "accepted"


def test_there_are_enough_cases() -> None:
    """An empty file must not look like agreement."""
    refusing = [
        case
        for case in ENVELOPES["cases"]
        if any(step["do"] not in ("in_force", "layers") and step["expect"] != "accepted" for step in case["steps"])
    ]
    assert len(refusing) >= 60


@pytest.mark.parametrize("case", ENVELOPES["cases"], ids=lambda case: str(case["name"]))
def test_envelope(case: dict[str, Any]) -> None:
    """Each case: what becomes of every offer, and what is held in the end."""
    trusted: TrustedPolicySet | None = None
    outcomes: list[str | list[str]] = []
    for step in case["steps"]:
        if step["do"] == "pin_root":
            trusted, outcome = _pin(step["root"])
            outcomes.append(outcome)
        else:
            assert trusted is not None
            outcomes.append(_offer(trusted, step))
    assert outcomes == [step["expect"] for step in case["steps"]]
    bundle = None if trusted is None else trusted.bundle("national")
    assert case["held"] == {
        "root_version": None if trusted is None else trusted.root.payload["version"],
        "bundle_version": None if bundle is None else bundle.version,
    }
