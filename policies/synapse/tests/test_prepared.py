"""What is prepared for many decisions: it changes no answer, and what is remembered stays bounded."""

from dataclasses import replace
from typing import Literal

import pytest

from chancery_policy import people, rule_index
from chancery_policy.evaluate import decide, decide_layers
from chancery_policy.glob import glob_matches
from chancery_policy.matcher import carves_out
from chancery_policy.model import PolicyBundle
from chancery_policy.people import UNKNOWN, People, Profile
from chancery_policy.plan import Plan, Situation, plan_for
from chancery_policy.policy_model import Policy
from chancery_policy.rule_index import PolicyIndex, index_of
from chancery_policy.trusted_policy_set import TrustedPolicySet

from .example_policy import CAMILLE, IDRIS, NORA, SERVICE, example_policy
from .signed_things import instant, make_bundle, make_overlay, make_pulse, make_root, with_pulse

AGENT = Profile("agent", frozenset({"interieur"}), frozenset(), 1)
EXTERNAL = Profile("external", frozenset(), frozenset(), 2)
SERVICE_ACCOUNT = Profile("service", frozenset({"services"}), frozenset(), 3)


def _policy(**changes: object) -> Policy:
    return example_policy(**changes)  # type: ignore[return-value, arg-type]


def test_who_somebody_is() -> None:
    """Whoever is in no set is an external, and nobody shares the number of whom nothing is known."""
    known = People(_policy())
    profiles = [known.profile_of(one) for one in (CAMILLE, NORA, SERVICE)]
    assert [one.kind for one in profiles] == ["agent", "external", "service"]
    assert [one.sets for one in profiles] == [{"interieur"}, set(), {"services"}]
    assert known.profile_of(IDRIS) is profiles[0]
    assert known.profile_of(None) is UNKNOWN
    assert known.profile_of("camille") is UNKNOWN
    assert len({UNKNOWN.key, *(one.key for one in profiles)}) == 4


def test_people_are_remembered_up_to_a_limit() -> None:
    """Somebody who is remembered is not looked for in the sets again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(people, "_REMEMBERED", 3)
        known = People(_policy())
        for number in range(3):
            known.profile_of(f"@agent-{number}:etat.example")
        assert set(known._remembered) == {f"@agent-{number}:etat.example" for number in range(3)}
        known._remembered["@agent-0:etat.example"] = AGENT
        assert known.profile_of("@agent-0:etat.example") is AGENT
        known.profile_of("@agent-3:etat.example")
        assert set(known._remembered) == {"@agent-3:etat.example"}


def _judge(index: PolicyIndex, action: str, actor: Profile = AGENT) -> str:
    room_class = _policy()["room_classes"]["interministerial"]
    return index.judge(
        action, "interministerial", room_class, actor=actor, target=UNKNOWN, room_id=None, met=None, now=instant()
    )[1]


def test_plans_are_remembered_up_to_a_limit() -> None:
    """The rules of an action are sought once too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rule_index, "_REMEMBERED_PLANS", 2)
        index = PolicyIndex(_policy())
        assert [_judge(index, action) for action in ("send", "publish", "send")] == ["D-send", "D-publish", "D-send"]
        assert [key[0] for key in index._plans] == ["send", "publish"]
        sought = index._rules["publish", "interministerial"]
        assert _judge(index, "upgrade_room") == "D-upgrade_room"
        assert [key[0] for key in index._plans] == ["upgrade_room"]
        assert _judge(index, "publish") == "D-publish"
        assert index._rules["publish", "interministerial"] is sought


def test_a_room_that_no_rule_names_shares_the_plan_of_its_class() -> None:
    """However many rooms there are."""
    policy = _policy()
    index = PolicyIndex(policy)
    for room_id in (None, "!a:etat.example", "!b:etat.example"):
        index.judge(
            "send",
            "interministerial",
            policy["room_classes"]["interministerial"],
            actor=AGENT,
            target=UNKNOWN,
            room_id=room_id,
            met=None,
            now=instant(),
        )
    assert len(index._plans) == 1


def test_a_policy_is_indexed_once() -> None:
    """As long as somebody holds the index."""
    policy = _policy()
    index = index_of(policy)
    assert index_of(policy) is index
    assert index_of(_policy()) is not index


def test_what_an_overlay_narrows_goes_on_under_a_pulse() -> None:
    """A pulse changes until when rules are fresh, not the rules: their index goes on. Another overlay has others."""
    root, bundle = with_pulse(), make_bundle(example_policy())
    trusted = TrustedPolicySet(root)
    trusted.offer_bundle(bundle.transit, instant())
    without = trusted.in_force("national")
    trusted.offer_overlay(make_overlay(bundle), instant())
    before = trusted.in_force("national")
    trusted.offer_pulse(make_pulse(root, bundle), instant())
    after = trusted.in_force("national")
    assert without is not None
    assert before is not None
    assert after is not None
    assert without.narrowed.policy is without.plain.policy
    assert before.narrowed.policy is not before.plain.policy
    assert after.narrowed.policy is before.narrowed.policy
    assert after.plain.policy is before.plain.policy


def _plan(policy: Policy, action: str, actor: Profile, target: Profile = UNKNOWN, **members: object) -> Plan:
    """Work out the plan of a class that lets the ``members`` in."""
    room_class = policy["room_classes"]["interministerial"]
    room_class["members"] |= members  # type: ignore[typeddict-item]
    rules = [rule for rule in policy["rules"] if action in rule["actions"]]
    return plan_for(policy, rules, room_class, Situation(action, "interministerial", actor, target, None))


def test_a_class_lets_in_whom_it_names() -> None:
    """Of itself, whatever the floor has refused before. An external is in no set, and needs none where they may be."""
    for sets, externals, expected in (
        (None, True, [True, True, False, False]),
        (None, False, [True, False, False, False]),
        (["interieur"], True, [True, True, False, False]),
        (["services"], True, [False, True, False, False]),
    ):
        for action in ("create_room", "join", "invite"):
            people_asked = (AGENT, EXTERNAL, SERVICE_ACCOUNT, UNKNOWN)
            admitted = [
                _plan(_policy(), action, person, person, sets=sets, externals=externals).admitted
                for person in people_asked
            ]
            assert admitted == expected
    assert _plan(_policy(), "send", UNKNOWN, sets=[], externals=False).admitted


def test_a_service_account_is_let_in_where_nothing_is_encrypted() -> None:
    """If the class names its set."""
    policy = _policy()
    policy["room_classes"]["interministerial"]["encryption"] = "none"
    assert _plan(policy, "join", UNKNOWN, SERVICE_ACCOUNT, sets=["services"]).admitted
    assert not _plan(policy, "join", UNKNOWN, SERVICE_ACCOUNT, sets=["interieur"]).admitted


def test_what_denies_stands_apart_from_what_requires() -> None:
    """A rule that denies decides before one that requires, be its number higher."""
    policy = _policy()
    requiring, denying = policy["rules"][2], policy["rules"][3]
    for rule in (requiring, denying):
        rule["actions"], rule["room"], rule["target"] = ["send"], None, None
    requiring["effect"], requiring["requires"] = "require", ["confirmed"]
    plan = _plan(policy, "send", AGENT)
    assert [(one.rule_id, one.requires) for one in plan.denying] == [("R-0400", None)]
    assert [(one.rule_id, one.requires) for one in plan.requiring] == [("R-0200", ("confirmed",))]
    index = PolicyIndex(policy)
    assert _judge(index, "send") == "R-0400"


def test_obligations_are_told_in_one_order() -> None:
    """So many that no order by chance is theirs; those of every layer together."""
    many = [f"obligation-{number:02}" for number in range(24)]
    trusted = TrustedPolicySet(make_root())
    held = trusted.offer_bundle(make_bundle(example_policy()).transit, instant())

    def layer(name: Literal["national", "ministry"], obligations: list[str]) -> PolicyBundle:
        policy = _policy()
        rule = policy["rules"][0]
        rule["actions"], rule["obligations"] = ["join"], obligations
        return replace(held, layer=name, policy=policy)

    layers = layer("national", many[::2][::-1]), layer("ministry", many[::3][::-1])
    request = {
        "action": "join",
        "actor": CAMILLE,
        "target": CAMILLE,
        "room": {"id": "!salon:etat.example", "class": "interministerial", "encrypted": True},
        "event_encrypted": None,
        "creation": None,
        "met": None,
        "now": instant(),
    }
    assert [decide(one, request)["obligations"] for one in layers] == [many[::2], many[::3]]
    assert decide_layers(layers[0], layers[1:], request)["obligations"] == sorted({*many[::2], *many[::3]})


def test_an_exception_is_over_at_its_end() -> None:
    """At that instant, not after it."""
    exception = {"who": None, "target": None, "room_id": "!a:b", "until": "2026-12-01T00:00:00Z"}
    for now, holds in (("2026-11-30T23:59:59Z", True), ("2026-12-01T00:00:00Z", False)):
        assert carves_out(exception, AGENT, UNKNOWN, "!a:b", now) is holds  # type: ignore[arg-type]
    assert not carves_out(exception, AGENT, UNKNOWN, "!c:b", "2026-11-30T23:59:59Z")  # type: ignore[arg-type]


def test_only_the_last_star_gives_way() -> None:
    """And takes up its run again where it was."""
    assert glob_matches("@a*b*c:*", "@axbxbcxc:z")
    assert not glob_matches("@a*b*c:*", "@axbxbcx:z")
    assert not glob_matches("abc", "abd")
