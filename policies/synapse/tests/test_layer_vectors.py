"""Both implementations decide alike under the bundles of several layers."""

import json
from pathlib import Path
from typing import Any

import pytest

from chancery_policy.evaluate import decide_layers
from chancery_policy.model import PolicyBundle

VECTORS = Path(__file__).parents[2] / "vectors"
LAYERS: dict[str, Any] = json.loads((VECTORS / "layers.json").read_text("utf-8"))


def _bundle(name: str) -> PolicyBundle:
    return PolicyBundle(**LAYERS["bundles"][name], sha256="0" * 64, signed_by=(), threshold=1)


def test_there_are_cases() -> None:
    """An empty file must not look like agreement."""
    assert len(LAYERS["cases"]) >= 16


@pytest.mark.parametrize("case", LAYERS["cases"], ids=lambda case: str(case["name"]))
def test_layers(case: dict[str, Any]) -> None:
    """Each case: which layer decided, and what each of them said."""
    decision = decide_layers(_bundle("national"), [_bundle(name) for name in case["narrower"]], case["request"])
    said = [[one["layer"], one["effect"], one["rule_id"]] for one in decision["layers"]]
    assert {**{key: decision[key] for key in case["expect"] if key != "layers"}, "layers": said} == case["expect"]
    assert {one["action"] for one in decision["layers"]} == {decision["action"]}
