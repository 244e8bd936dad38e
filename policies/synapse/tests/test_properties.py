"""What holds of every policy and every request, whatever rules there are: properties on which officers rely."""

import copy
from random import Random
from typing import Any

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from chancery_policy.access_request import is_access_request
from chancery_policy.evaluate import decide, decide_layers
from chancery_policy.model import PolicyBundle
from chancery_policy.policy_model import ACTIONS, LAYERS, OBLIGATIONS, REQUIREMENTS
from chancery_policy.policy_shape import is_policy

from .example_policy import CAMILLE, IDRIS, NORA, SERVICE, creation_body, example_policy

NOW = "2026-11-23T12:00:00Z"
EXPIRES = "2027-02-21T12:00:00Z"
SETS = ("interieur", "services")
CLASSES = ("announcements", "interministerial", "open_external")
ROOMS = ("!a:etat.example", "!b")
TEXT = {"fr": "Essai", "en": "Trial"}

_names = st.lists(st.sampled_from(SETS), min_size=1, max_size=2, unique=True)
_maybe = st.none() | _names
_person = st.fixed_dictionaries(
    {
        "sets": _maybe,
        "sets_not": _maybe,
        "users": st.none() | st.lists(st.sampled_from(["@*-interieur:*", "@?amille*"]), min_size=1, unique=True),
        "external": st.none() | st.booleans(),
    }
).filter(lambda matcher: any(part is not None for part in matcher.values()))
_classes = st.none() | st.lists(st.sampled_from(CLASSES), min_size=1, max_size=2, unique=True)
_places = st.none() | st.just(["crisis"])
_room = st.fixed_dictionaries({"class": _classes, "class_not": _classes, "sets": _places, "sets_not": _places}).filter(
    lambda matcher: any(part is not None for part in matcher.values())
)
_exception = st.fixed_dictionaries(
    {
        "who": st.none() | _person,
        "target": st.none() | _person,
        "room_id": st.none() | st.sampled_from(ROOMS),
        "until": st.sampled_from(["2026-11-22T00:00:00Z", NOW, "2026-11-23T12:00:01Z", "2027-01-01T00:00:00Z"]),
        "approved_by": st.just("sg"),
        "ticket": st.none(),
    }
).filter(lambda exception: any(exception[part] is not None for part in ("who", "target", "room_id")))


def _rules(*effects: str) -> st.SearchStrategy[dict[str, Any]]:
    def complete(drawn: dict[str, Any]) -> dict[str, Any]:
        allows, requires = drawn["effect"] == "allow", drawn["effect"] == "require"
        return drawn | {
            "obligations": drawn["obligations"] if allows else [],
            "requires": drawn["requires"] if requires else [],
            "exceptions": [] if allows else drawn["exceptions"],
        }

    return st.fixed_dictionaries(
        {
            "id": st.integers(0, 9998).map(lambda number: f"R-{number:04}"),
            "title": st.just(TEXT),
            "effect": st.sampled_from(effects),
            "actions": st.lists(st.sampled_from(ACTIONS), min_size=1, unique=True),
            "who": st.none() | _person,
            "target": st.none() | _person,
            "room": st.none() | _room,
            "mode": st.sampled_from(["enforce", "enforce", "enforce", "evaluate"]),
            "requires": st.lists(st.sampled_from(REQUIREMENTS), min_size=1, unique=True),
            "obligations": st.lists(st.sampled_from(OBLIGATIONS), unique=True),
            "because": st.just({"reason": TEXT, "remedy": TEXT, "contact": None}),
            "exceptions": st.lists(_exception, max_size=2),
        }
    ).map(complete)


def _policy(rules: list[dict[str, Any]], defaults: list[str]) -> dict[str, Any]:
    crisis = {"title": TEXT, "rooms": [ROOMS[0]], "classes": ["announcements"]}
    return example_policy(
        (ROOMS[1],),
        rules=sorted(rules, key=lambda rule: str(rule["id"])),
        defaults=dict(zip(ACTIONS, defaults, strict=True)),
        room_sets={"crisis": crisis},
    )


POLICIES = st.builds(
    _policy,
    st.lists(_rules("allow", "deny", "require"), max_size=6, unique_by=lambda rule: str(rule["id"])),
    st.lists(st.sampled_from(["allow", "deny"]), min_size=len(ACTIONS), max_size=len(ACTIONS)),
)


def _request(action: str, people: tuple[str | None, str | None], place: tuple[str, str], met: object) -> dict[str, Any]:
    room_class, room_id = place
    actor, other = people
    target = actor if action == "join" else other if action in ("invite", "change_power") else None
    encrypted = room_class != "announcements"
    body = creation_body(room_class)
    creation = {
        "encryption": encrypted,
        "history_visibility": body["initial_state"][-2]["content"]["history_visibility"],
        "join_rule": body["initial_state"][-3]["content"]["join_rule"],
        "federate": True,
        "additional_creators": False,
        "trusted_private_chat": False,
        "space": False,
        "power_levels": body["power_level_content_override"],
    }
    return {
        "action": action,
        "actor": actor,
        "target": target,
        "room": {"id": room_id, "class": room_class, "encrypted": encrypted},
        "event_encrypted": encrypted if action == "send" else None,
        "creation": creation if action == "create_room" else None,
        "met": met,
        "now": NOW,
    }


_people = st.sampled_from([CAMILLE, IDRIS, NORA, SERVICE, "nobody", None])
REQUESTS = st.builds(
    _request,
    st.sampled_from(ACTIONS),
    st.tuples(_people, _people),
    st.tuples(st.sampled_from(CLASSES), st.sampled_from(ROOMS)),
    st.none() | st.lists(st.sampled_from(REQUIREMENTS), unique=True),
)
often = settings(max_examples=60, deadline=None)


def _bundle(policy: dict[str, Any], layer: str = "national") -> PolicyBundle:
    named: Any = policy | {"layer": layer}
    return PolicyBundle(layer, 1, "2026-11-23T00:00:00Z", EXPIRES, "", (), 1, named)


def _answer(policy: dict[str, Any], request: dict[str, Any]) -> dict[str, Any]:
    return {**decide(_bundle(policy), request)}


def _without_exceptions(policy: dict[str, Any]) -> dict[str, Any]:
    return policy | {"rules": [rule | {"exceptions": []} for rule in policy["rules"]]}


@often
@given(POLICIES, REQUESTS)
def test_what_is_drawn_is_what_verifiers_and_evaluators_take(policy: dict[str, Any], request: dict[str, Any]) -> None:
    """Else the properties below would hold of nothing."""
    assert _answer(policy, request)["rule_id"] not in ("F-01", "F-07", "F-05")
    assert is_policy(policy)
    assert is_access_request(request)


@pytest.mark.parametrize("effect", ["allow", "deny"])
def test_what_is_drawn_is_decided_by_rules_both_ways(effect: str) -> None:
    """Else a property of what is refused, or of what is allowed, could hold of nothing."""

    def decided(case: tuple[dict[str, Any], dict[str, Any]]) -> bool:
        answer = _answer(*case)
        return bool(answer["effect"] == effect and answer["rule_id"].startswith("R-"))

    find(st.tuples(POLICIES, REQUESTS), decided, settings=settings(often, max_examples=2000, phases=[Phase.generate]))


@often
@given(POLICIES, REQUESTS, st.randoms(use_true_random=False))
def test_the_order_of_rules_and_of_what_they_list_never_matters(
    policy: dict[str, Any], request: dict[str, Any], dice: Random
) -> None:
    """Officers write rules where they read best."""
    turned = copy.deepcopy(policy)
    dice.shuffle(turned["rules"])
    for rule in turned["rules"]:
        for listed in ("actions", "requires", "obligations", "exceptions"):
            dice.shuffle(rule[listed])
        for part in (rule["who"], rule["target"]):
            for names in (part or {}).values():
                if isinstance(names, list):
                    names.reverse()
    assert _answer(turned, request) == _answer(policy, request)


@often
@given(POLICIES, REQUESTS, _rules("deny", "require"))
def test_a_denying_or_requiring_rule_more_never_widens(
    policy: dict[str, Any], request: dict[str, Any], rule: dict[str, Any]
) -> None:
    """Whoever adds one opens nothing."""
    more = policy | {"rules": [*policy["rules"], rule | {"id": "R-9999"}]}
    if _answer(policy, request)["effect"] == "deny":
        assert _answer(more, request)["effect"] == "deny"


@often
@given(POLICIES, REQUESTS, _rules("allow"))
def test_an_allowing_rule_more_never_narrows(
    policy: dict[str, Any], request: dict[str, Any], rule: dict[str, Any]
) -> None:
    """Whoever adds one takes nothing away."""
    more = policy | {"rules": [*policy["rules"], rule | {"id": "R-9999"}]}
    if _answer(policy, request)["effect"] == "allow":
        assert _answer(more, request)["effect"] == "allow"


@often
@given(POLICIES, REQUESTS)
def test_an_exception_that_is_over_is_as_none(policy: dict[str, Any], request: dict[str, Any]) -> None:
    """And one that holds takes a case out of its rule alone: without it nothing more is allowed."""
    over = copy.deepcopy(policy)
    for rule in over["rules"]:
        for exception in rule["exceptions"]:
            exception["until"] = NOW
    assert _answer(over, request) == _answer(_without_exceptions(policy), request)
    if _answer(policy, request)["effect"] == "deny":
        assert _answer(_without_exceptions(policy), request)["effect"] == "deny"


@often
@given(st.lists(POLICIES, min_size=3, max_size=3), REQUESTS)
def test_layers_only_narrow(policies: list[dict[str, Any]], request: dict[str, Any]) -> None:
    """The first layer that refuses decides, whatever order they come in; what one refuses no other gives back."""
    national, ministry, service = (_bundle(*pair) for pair in zip(policies, LAYERS, strict=True))
    decision = decide_layers(national, [service, ministry], request)
    alone = [decide(bundle, request) for bundle in (national, ministry, service)]
    assert decision["layers"] == alone
    refusing = [one for one in alone if one["effect"] == "deny"]
    assert decision["effect"] == ("deny" if refusing else "allow")
    assert decision["layer"] == (refusing[0]["layer"] if refusing else "national")


@often
@given(POLICIES, REQUESTS)
def test_the_names_of_sets_mean_nothing(policy: dict[str, Any], request: dict[str, Any]) -> None:
    """Sets of people and of rooms may be renamed, also so that they sort otherwise."""
    other = {"interieur": "z_interieur", "services": "a_services", "crisis": "b_crisis"}
    renamed = copy.deepcopy(policy)
    renamed["sets"] = {other[name]: entry for name, entry in renamed["sets"].items()}
    renamed["room_sets"] = {other[name]: entry for name, entry in renamed["room_sets"].items()}
    for rule in renamed["rules"]:
        parts = [rule["room"], *(one[part] for one in (rule, *rule["exceptions"]) for part in ("who", "target"))]
        for part in parts:
            for field in ("sets", "sets_not"):
                if part is not None and part[field] is not None:
                    part[field] = [other[name] for name in part[field]]
    assert _answer(renamed, request) == _answer(policy, request)
    assert is_policy(renamed)
