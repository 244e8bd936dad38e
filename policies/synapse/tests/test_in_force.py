"""What decides is prepared once: an index of the rules is not built anew for each decision, nor for each pulse."""

import pytest

from chancery_policy import rule_index
from chancery_policy.evaluate import decide
from chancery_policy.people import People
from chancery_policy.policy_model import Policy
from chancery_policy.trusted_policy_set import TrustedPolicySet

from .example_policy import CAMILLE, example_policy
from .signed_things import ANNE, BRUNO, instant, make_bundle, make_overlay, make_pulse, with_pulse

ROOT = with_pulse()
FIRST = make_bundle(example_policy())


class CountedPeople(People):
    """Every index prepares the policy's people, once: counting that counts indexes."""

    built = 0

    def __init__(self, policy: Policy) -> None:
        """Count, and do the same."""
        CountedPeople.built += 1
        super().__init__(policy)


@pytest.fixture(autouse=True)
def _count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rule_index, "People", CountedPeople)
    CountedPeople.built = 0


def _holding() -> TrustedPolicySet:
    trusted = TrustedPolicySet(ROOT)
    trusted.offer_bundle(FIRST.transit, instant())
    return trusted


def _decide_often(trusted: TrustedPolicySet, now: str) -> str:
    request = {
        "action": "join",
        "actor": CAMILLE,
        "target": CAMILLE,
        "room": {"id": "!salon:etat.example", "class": "interministerial", "encrypted": None},
        "event_encrypted": None,
        "creation": None,
        "met": None,
        "now": now,
    }
    rules = set()
    for _ in range(50):
        held = trusted.in_force("national")
        assert held is not None
        rules.add(decide(held.deciding(now), request)["rule_id"])
    (rule,) = rules
    return rule


def test_a_bundle_is_indexed_once_whatever_is_decided_and_whenever() -> None:
    """It goes on under a pulse, which changes until when the bundle is fresh."""
    trusted = _holding()
    assert _decide_often(trusted, instant()) == "D-join"
    trusted.offer_pulse(make_pulse(ROOT, FIRST), instant())
    assert _decide_often(trusted, instant()) == "D-join"
    assert CountedPeople.built == 1


def test_an_overlay_costs_one_index_more() -> None:
    """Neither a pulse nor the end of the overlay costs another."""
    trusted = _holding()
    assert _decide_often(trusted, instant()) == "D-join"
    trusted.offer_overlay(make_overlay(FIRST), instant())
    assert _decide_often(trusted, instant()) == "E-0001"
    trusted.offer_pulse(make_pulse(ROOT, FIRST), instant())
    assert _decide_often(trusted, instant()) == "E-0001"
    assert _decide_often(trusted, instant(1)) == "D-join"
    assert CountedPeople.built == 2


def test_the_next_bundle_and_another_overlay_are_indexed_anew() -> None:
    """What was prepared for other rules answers nothing."""
    trusted = _holding()
    assert _decide_often(trusted, instant()) == "D-join"
    trusted.offer_overlay(make_overlay(FIRST), instant())
    assert _decide_often(trusted, instant()) == "E-0001"
    trusted.offer_overlay(make_overlay(FIRST, version=2, signers=(ANNE, BRUNO), rules=[]), instant())
    assert _decide_often(trusted, instant()) == "D-join"
    trusted.offer_bundle(make_bundle(example_policy(), 2, FIRST).transit, instant())
    assert _decide_often(trusted, instant()) == "D-join"
    assert CountedPeople.built == 4
