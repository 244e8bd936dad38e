"""The exact forms of policies, roots, bundles and envelopes (SPECIFICATION.md sections 2 to 7).

Cross-references are part of the form: a rule that names a set or a class that does not exist is not a rule.
"""

import re
from typing import TypeGuard, cast

from .access_request import power_levels_shape
from .glob import is_glob
from .instant import is_instant, later
from .model import BundleInTransit, BundlePayload, Envelope, RootPayload
from .policy_model import ACTIONS, LAYERS, Matcher, Policy
from .shape import (
    Shape,
    also,
    any_string,
    boolean,
    distinct,
    exactly,
    integer,
    list_of,
    nullable,
    one_of,
    record,
    string_that,
    text,
)
from .sshsig import read_public_key

EXCEPTION_DAYS = 180
_LONGEST_TEXT = 2000
_MOST_SIGNATURES = 16
_MOST_CHUNKS = 64
_LARGEST_CHUNK = 40_000


def _form(pattern: str) -> Shape:
    compiled = re.compile(pattern)
    return string_that(lambda value: compiled.fullmatch(value) is not None)


_name = _form(r"[a-z][a-z0-9_]{0,63}")
_policy_id = _form(r"[a-z0-9-]{1,64}")
_rule_id = _form(r"R-[0-9]{4}")
_sha256 = _form(r"[0-9a-f]{64}")
_server = _form(r"[a-z0-9.:\[\]-]{1,255}")
_room_id = string_that(lambda value: value.startswith("!") and len(value) <= 255)
_short = text(_LONGEST_TEXT)
_instant = string_that(is_instant)
_glob = string_that(is_glob)
_localised = exactly({"fr": _short, "en": _short})


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
            "until": _instant,
            "approved_by": _short,
            "ticket": nullable(_short),
        }
    ),
    lambda value: isinstance(value, dict) and any(value[part] is not None for part in ("who", "target", "room_id")),
)

_rule = also(
    exactly(
        {
            "id": _rule_id,
            "title": _localised,
            "effect": one_of("allow", "deny"),
            "actions": distinct(one_of(*ACTIONS), 1),
            "who": nullable(_matcher),
            "target": nullable(_matcher),
            "room": nullable(
                _says_something({"class": nullable(distinct(_name, 1)), "class_not": nullable(distinct(_name, 1))})
            ),
            "mode": one_of("enforce", "evaluate"),
            "because": exactly({"reason": _localised, "remedy": _localised, "contact": nullable(_short)}),
            "exceptions": list_of(_exception),
        }
    ),
    lambda value: isinstance(value, dict) and (value["effect"] == "deny" or not value["exceptions"]),
)

_room_class = exactly(
    {
        "title": _localised,
        "summary": _localised,
        "kind": one_of("room", "direct", "space", "governance"),
        "mark": one_of("ministries", "externals", "public", "direct", "space", "governance"),
        "encryption": one_of("required", "none"),
        "public": boolean,
        "join_rule": one_of("invite", "public"),
        "history_visibility": one_of("joined", "invited", "shared", "world_readable"),
        "federate": boolean,
        "new_member": one_of("announce", "hold"),
        "power_levels": power_levels_shape,
    }
)

_policy = exactly(
    {
        "lang": _short,
        "id": _policy_id,
        "title": _localised,
        "owner": _localised,
        "contact": _short,
        "layer": one_of(*LAYERS),
        "defaults": exactly(dict.fromkeys(ACTIONS, one_of("allow", "deny"))),
        "sets": record(
            _name,
            exactly(
                {
                    "title": _localised,
                    "kind": one_of("agents", "service"),
                    "servers": distinct(_server),
                    "users": distinct(_glob),
                }
            ),
        ),
        "room_classes": record(_name, _room_class),
        "public_rooms": distinct(_room_id),
        "rules": list_of(_rule),
    }
)

_envelope = exactly(
    {
        "payload": any_string,
        "signatures": list_of(exactly({"officer": any_string, "signature": any_string}), 0, _MOST_SIGNATURES),
    }
)
_transit = exactly({"envelope": _envelope, "chunks": list_of(any_string)})

_officer_id = _form(r"[a-z0-9][a-z0-9.-]{0,63}")
_officer = exactly(
    {
        "id": _officer_id,
        "name": _short,
        "title": _localised,
        "key": string_that(lambda value: read_public_key(value) is not None),
    }
)
_layer = exactly({"officers": list_of(_officer_id, 1), "threshold": integer(0)})


def _expires_later(value: object) -> bool:
    return isinstance(value, dict) and value["issued_at"] < value["expires"]


def _names_its_officers(value: object) -> bool:
    """Return whether every officer of a layer is one of the root."""
    if not isinstance(value, dict):
        return False
    known = {officer["id"] for officer in value["officers"]}
    return all(known.issuperset(layer["officers"]) for layer in value["layers"].values())


_root = also(
    also(
        exactly(
            {
                "type": one_of("root"),
                "version": integer(1),
                "example": boolean,
                "issued_at": _instant,
                "expires": _instant,
                "officers": list_of(_officer, 1),
                "root_threshold": integer(0),
                "layers": record(one_of(*LAYERS), _layer),
            }
        ),
        _expires_later,
    ),
    _names_its_officers,
)


def _follows_something(value: object) -> bool:
    """Return whether version 1 names no bundle before it, and every other one does."""
    return isinstance(value, dict) and (value["version"] == 1) == (value["prev_sha256"] is None)


_bundle = also(
    also(
        exactly(
            {
                "type": one_of("bundle"),
                "lang": _short,
                "layer": _short,
                "version": integer(1),
                "prev_sha256": nullable(_sha256),
                "issued_at": _instant,
                "expires": _instant,
                "compiler": _short,
                "chunks": list_of(exactly({"sha256": _sha256, "size": integer(1)}), 1),
            }
        ),
        _expires_later,
    ),
    _follows_something,
)


def is_envelope(value: object) -> TypeGuard[Envelope]:
    """Return whether ``value`` is an envelope."""
    return _envelope(value)


def is_bundle_in_transit(value: object) -> TypeGuard[BundleInTransit]:
    """Return whether ``value`` is an envelope with its chunks."""
    return _transit(value)


def is_root_payload(value: object) -> TypeGuard[RootPayload]:
    """Return whether ``value`` is what a root says. Keys and thresholds are checked when it is trusted."""
    return _root(value)


def is_bundle_payload(value: object) -> TypeGuard[BundlePayload]:
    """Return whether ``value`` is what a bundle says, of any language and layer, with chunks of any size."""
    return _bundle(value)


def is_policy(value: object) -> TypeGuard[Policy]:
    """Return whether ``value`` is a normalised policy of any language."""
    return _policy(value) and _is_coherent(cast(Policy, value))


def exceptions_end_in_time(policy: Policy, issued_at: str) -> bool:
    """Return whether no exception outlasts what a bundle issued at the instant ``issued_at`` may grant."""
    latest = later(issued_at, EXCEPTION_DAYS * 24 * 3600)
    return all(exception["until"] <= latest for rule in policy["rules"] for exception in rule["exceptions"])


def _named_sets(matcher: Matcher | None) -> set[str]:
    return set() if matcher is None else {*(matcher["sets"] or ()), *(matcher["sets_not"] or ())}


def _is_coherent(policy: Policy) -> bool:
    """Return whether rules are sorted, none comes twice, and they name only sets and classes that exist."""
    rules, sets, classes = policy["rules"], policy["sets"], policy["room_classes"]
    identifiers = [rule["id"] for rule in rules]
    if identifiers != sorted(set(identifiers)):
        return False
    for rule in rules:
        people = [rule["who"], rule["target"]]
        for exception in rule["exceptions"]:
            people += [exception["who"], exception["target"]]
        room = rule["room"]
        named = set() if room is None else {*(room["class"] or ()), *(room["class_not"] or ())}
        if not named <= classes.keys() or not set().union(*map(_named_sets, people)) <= sets.keys():
            return False
    return True


def chunks_too_large(sizes: list[int]) -> bool:
    """Return whether a bundle has more or larger chunks than may travel in events; ``sizes`` in bytes."""
    return len(sizes) > _MOST_CHUNKS or any(size > _LARGEST_CHUNK for size in sizes)
