"""Both implementations read createRoom bodies alike."""

import json
from pathlib import Path
from typing import Any

import pytest

from chancery_policy.creation import creation_request

VECTORS = Path(__file__).parents[2] / "vectors"
CREATIONS: dict[str, Any] = json.loads((VECTORS / "creations.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CREATIONS["cases"], ids=lambda case: str(case["name"]))
def test_creation(case: dict[str, Any]) -> None:
    """Each case: the class claimed and the creation."""
    request = creation_request(case["body"])
    assert {"class": request.class_id, "creation": request.creation} == case["expect"]
