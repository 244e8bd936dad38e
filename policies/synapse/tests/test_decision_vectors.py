"""Both evaluators give the same answers: the cases of ../vectors decide."""

import json
from pathlib import Path
from typing import Any

import pytest

from chancery_policy.evaluate import decide
from chancery_policy.model import PolicyBundle
from chancery_policy.policy_model import ACTIONS

VECTORS = Path(__file__).parents[2] / "vectors"
DECISIONS: dict[str, Any] = json.loads((VECTORS / "decisions.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def bundles() -> dict[str, PolicyBundle]:
    """Return the bundles of the vectors; nobody signed them, and nobody needs to."""
    return {
        name: PolicyBundle(**bundle, sha256="0" * 64, signed_by=(), threshold=1)
        for name, bundle in DECISIONS["bundles"].items()
    }


def test_there_are_cases_and_many_refuse_because_something_is_unknown() -> None:
    """An empty or trimmed file must not look like agreement."""
    assert len(DECISIONS["cases"]) >= 600
    assert sum(1 for case in DECISIONS["cases"] if case["expect"]["effect"] == "deny") >= 200
    assert sum(1 for case in DECISIONS["cases"] if case["unknown"] and case["expect"]["effect"] == "deny") >= 20


@pytest.mark.parametrize("case", DECISIONS["cases"], ids=lambda case: str(case["name"]))
def test_decision(case: dict[str, Any], bundles: dict[str, PolicyBundle]) -> None:
    """Each case: effect, rule and shadow denials."""
    decision = decide(bundles[case["bundle"]], case["request"])
    answer = {key: decision[key] for key in ("effect", "rule_id", "would_deny", "obligations", "unmet")}
    assert answer == case["expect"]
    assert decision["layer"] == bundles[case["bundle"]].layer
    assert decision["policy_version"] == bundles[case["bundle"]].version
    request = case["request"]
    named = request.get("action") if isinstance(request, dict) else None
    assert decision["action"] == (named if named in ACTIONS else None)
