"""Whom new power levels give more."""

import pytest

from chancery_policy.state_change import raised


@pytest.mark.parametrize(
    ("held", "content", "expected"),
    [
        ({}, {}, set()),
        ({}, {"users": {"@a:x": 0}}, set()),
        ({}, {"users": {"@a:x": 1}}, {"@a:x"}),
        ({"users": {"@a:x": 50}}, {"users": {"@a:x": 50, "@b:x": 100}}, {"@b:x"}),
        ({"users": {"@a:x": 50}}, {"users": {"@a:x": 49}}, set()),
        ({"users": {"@a:x": 50}}, {}, set()),
        ({"users_default": 10}, {"users": {"@a:x": 10}}, set()),
        ({"users_default": 10}, {"users": {"@a:x": 11}}, {"@a:x"}),
        ({}, {"users": {"@a:x": "100"}}, {"@a:x"}),
        ({}, {"users": {"@a:x": True}}, {"@a:x"}),
        ({"users": {"@a:x": "50"}}, {"users": {"@a:x": 1}}, {"@a:x"}),
        ({}, {"users": []}, set()),
    ],
)
def test_raised(held: dict[str, object], content: dict[str, object], expected: set[str]) -> None:
    """What cannot be read gives more."""
    assert raised(held, content) == expected
