"""Both implementations refuse the same policies for the same reason, whoever signed them."""

import json
from pathlib import Path
from typing import Any

import pytest

from chancery_policy.policy_floor import check_floor
from chancery_policy.policy_shape import is_policy

VECTORS = Path(__file__).parents[2] / "vectors"
FLOOR: dict[str, Any] = json.loads((VECTORS / "floor.json").read_text("utf-8"))


@pytest.mark.parametrize("case", FLOOR["cases"], ids=lambda case: str(case["name"]))
def test_floor(case: dict[str, Any]) -> None:
    """Each case: what is violated, and where."""
    policies = FLOOR["policies"]
    policy = policies[case["policy"]]
    assert is_policy(policy)
    violated = check_floor(None if case["held"] is None else policies[case["held"]], policy)
    assert (None if violated is None else violated._asdict()) == case["expect"]
