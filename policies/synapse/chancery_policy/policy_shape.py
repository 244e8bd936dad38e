"""The exact forms of policies and of what is in them (SPECIFICATION.md sections 2 to 5).

Cross-references are part of the form: a rule that names a set or a class that does not exist is not a rule.
"""

import re
from typing import TypeGuard, cast, get_args

from .access_request import power_levels_shape
from .glob import is_glob
from .instant import is_instant, later
from .policy_model import (
    ACTIONS,
    LAYERS,
    OBLIGATIONS,
    REQUIREMENTS,
    Effect,
    Encryption,
    HistoryVisibility,
    JoinRule,
    Matcher,
    Mode,
    NewMember,
    Policy,
    RoomKind,
    RoomMark,
    Rule,
    RuleEffect,
    SetKind,
)
from .shape import (
    Shape,
    also,
    boolean,
    distinct,
    exactly,
    list_of,
    nullable,
    one_of,
    record,
    string_that,
    text,
)

EXCEPTION_DAYS = 180
_LONGEST_TEXT = 2000


def form(pattern: str) -> Shape:
    compiled = re.compile(pattern)
    return string_that(lambda value: compiled.fullmatch(value) is not None)


_name = form(r"[a-z][a-z0-9_]{0,63}")
_policy_id = form(r"[a-z0-9-]{1,64}")
_rule_id = form(r"R-[0-9]{4}")
_server = form(r"[a-z0-9.:\[\]-]{1,255}")
_room_id = string_that(lambda value: value.startswith("!") and len(value) <= 255)
short_text = text(_LONGEST_TEXT)
instant_shape = string_that(is_instant)
_glob = string_that(is_glob)
localised_shape = exactly({"fr": short_text, "en": short_text})


def _says_something(fields: dict[str, Shape]) -> Shape:
    """Match an object of which at least one part is not null."""
    return also(
        exactly(fields),
        lambda value: isinstance(value, dict) and any(part is not None for part in value.values()),
    )


_matcher = _says_something(
    {
        "sets": nullable(distinct(_name, 1)),
        "sets_not": nullable(distinct(_name, 1)),
        "users": nullable(distinct(_glob, 1)),
        "external": nullable(boolean),
    }
)

_exception = also(
    exactly(
        {
            "who": nullable(_matcher),
            "target": nullable(_matcher),
            "room_id": nullable(_room_id),
            "until": instant_shape,
            "approved_by": short_text,
            "ticket": nullable(short_text),
        }
    ),
    lambda value: isinstance(value, dict) and any(value[part] is not None for part in ("who", "target", "room_id")),
)

_rule_fields: dict[str, Shape] = {
    "title": localised_shape,
    "who": nullable(_matcher),
    "target": nullable(_matcher),
    "room": nullable(
        _says_something(dict.fromkeys(("class", "class_not", "sets", "sets_not"), nullable(distinct(_name, 1))))
    ),
    "because": exactly({"reason": localised_shape, "remedy": localised_shape, "contact": nullable(short_text)}),
}

# A rule of an overlay. That it refuses, and nothing that it may not, has refusal codes of its own.
emergency_rule_shape = exactly(
    {
        **_rule_fields,
        "id": form(r"E-[0-9]{4}"),
        "effect": short_text,
        "actions": distinct(short_text, 1),
        "mode": one_of("enforce"),
        "requires": list_of(short_text, 0, 0),
        "obligations": list_of(short_text, 0, 0),
        "exceptions": list_of(_exception, 0, 0),
    }
)


def _fits_its_effect(rule: dict[str, object]) -> bool:
    """An allowing rule has no exceptions, only it has obligations, and only a requiring one requires."""
    allows = rule["effect"] == "allow"
    return (
        not (allows and rule["exceptions"])
        and (allows or not rule["obligations"])
        and (rule["effect"] == "require") == bool(rule["requires"])
    )


_rule = also(
    exactly(
        {
            **_rule_fields,
            "id": _rule_id,
            "effect": one_of(*get_args(RuleEffect)),
            "actions": distinct(one_of(*ACTIONS), 1),
            "mode": one_of(*get_args(Mode)),
            "requires": distinct(one_of(*REQUIREMENTS)),
            "obligations": distinct(one_of(*OBLIGATIONS)),
            "exceptions": list_of(_exception),
        }
    ),
    lambda value: isinstance(value, dict) and _fits_its_effect(value),
)

_room_class = exactly(
    {
        "title": localised_shape,
        "summary": localised_shape,
        "kind": one_of(*get_args(RoomKind)),
        "mark": one_of(*get_args(RoomMark)),
        "encryption": one_of(*get_args(Encryption)),
        "public": boolean,
        "join_rule": one_of(*get_args(JoinRule)),
        "history_visibility": one_of(*get_args(HistoryVisibility)),
        "federate": boolean,
        "members": exactly({"sets": nullable(distinct(_name)), "externals": boolean}),
        "new_member": one_of(*get_args(NewMember)),
        "power_levels": power_levels_shape,
    }
)

_room_set = also(
    exactly({"title": localised_shape, "rooms": distinct(_room_id), "classes": distinct(_name)}),
    lambda value: isinstance(value, dict) and bool(value["rooms"] or value["classes"]),
)

_policy = exactly(
    {
        "lang": short_text,
        "id": _policy_id,
        "title": localised_shape,
        "owner": localised_shape,
        "contact": short_text,
        "layer": one_of(*LAYERS),
        "defaults": exactly(dict.fromkeys(ACTIONS, one_of(*get_args(Effect)))),
        "sets": record(
            _name,
            exactly(
                {
                    "title": localised_shape,
                    "kind": one_of(*get_args(SetKind)),
                    "servers": distinct(_server),
                    "users": distinct(_glob),
                }
            ),
        ),
        "room_sets": record(_name, _room_set),
        "room_classes": record(_name, _room_class),
        "public_rooms": distinct(_room_id),
        "rules": list_of(_rule),
    }
)


def is_policy(value: object) -> TypeGuard[Policy]:
    """Return whether ``value`` is a normalised policy of any language."""
    return _policy(value) and _is_coherent(cast(Policy, value))


def exceptions_end_in_time(policy: Policy, issued_at: str) -> bool:
    """Return whether no exception outlasts what a bundle issued at the instant ``issued_at`` may grant."""
    latest = later(issued_at, EXCEPTION_DAYS * 24 * 3600)
    return all(exception["until"] <= latest for rule in policy["rules"] for exception in rule["exceptions"])


def _named_sets(matcher: Matcher | None) -> set[str]:
    return set() if matcher is None else {*(matcher["sets"] or ()), *(matcher["sets_not"] or ())}


def names_what_exists(rule: Rule, policy: Policy) -> bool:
    """Return whether the policy has every set, room set and class that ``rule`` names."""
    people = [rule["who"], rule["target"]]
    for exception in rule["exceptions"]:
        people += [exception["who"], exception["target"]]
    room = rule["room"]
    named = set() if room is None else {*(room["class"] or ()), *(room["class_not"] or ())}
    named_rooms = set() if room is None else {*(room["sets"] or ()), *(room["sets_not"] or ())}
    if not named_rooms <= policy["room_sets"].keys():
        return False
    return named <= policy["room_classes"].keys() and set().union(*map(_named_sets, people)) <= policy["sets"].keys()


def _is_coherent(policy: Policy) -> bool:
    """Return whether rules are sorted, none comes twice, and they name only sets and classes that exist."""
    sets, classes = policy["sets"], policy["room_classes"]
    if not all(sets.keys() >= set(entry["members"]["sets"] or ()) for entry in classes.values()):
        return False
    if not all(classes.keys() >= set(entry["classes"]) for entry in policy["room_sets"].values()):
        return False
    identifiers = [rule["id"] for rule in policy["rules"]]
    return identifiers == sorted(set(identifiers)) and all(names_what_exists(rule, policy) for rule in policy["rules"])
