"""The floor that a policy itself must keep, whoever signed it (SPECIFICATION.md section 4, "The floor of a policy")."""

import re
from collections.abc import Callable
from typing import NamedTuple, get_args

from .policy_model import HistoryVisibility, Policy, RoomClass, Rule

# From the narrowest to the widest.
_HISTORY = get_args(HistoryVisibility)
# Least levels: changing state is not for everybody, and the governance room is nobody's but the service account's.
_STATE_LEVEL = 50
_GOVERNANCE_LEVEL = 100


class ViolatedFloor(NamedTuple):
    """``of`` is class, set or rule."""

    of: str
    name: str
    violation: str


def _is_written(now: RoomClass) -> bool:
    return now["kind"] in ("room", "direct")


def _is_encrypted(now: RoomClass) -> bool:
    return now["encryption"] == "required"


def _levels(now: RoomClass) -> dict[str, int]:
    return {**now["power_levels"]}  # type: ignore[dict-item] # six integers


# What no class may become.
_CHANGES: dict[str, Callable[[RoomClass, RoomClass], bool]] = {
    "encryption_lost": lambda now, held: _is_encrypted(held) and not _is_encrypted(now),
    "kind_changed": lambda now, held: held["kind"] != now["kind"],
    "turned_public": lambda now, held: now["public"] and not held["public"],
    "externals_let_in": lambda now, held: now["members"]["externals"] and not held["members"]["externals"],
    "history_opened": lambda now, held: (
        _HISTORY.index(now["history_visibility"]) > _HISTORY.index(held["history_visibility"])
    ),
    "entry_opened": lambda now, held: held["join_rule"] == "invite" and now["join_rule"] == "public",
    "federation_opened": lambda now, held: now["federate"] and not held["federate"],
    "power_lowered": lambda now, held: any(level < _levels(held)[name] for name, level in _levels(now).items()),
}

# What no class may be.
_FORMS: dict[str, Callable[[RoomClass, Policy], bool]] = {
    "public_encrypted": lambda now, _: now["public"] and _is_encrypted(now),
    "public_not_a_room": lambda now, _: now["public"] and now["kind"] != "room",
    "unwritten_room_encrypted": lambda now, _: not _is_written(now) and _is_encrypted(now),
    "written_in_the_clear": lambda now, _: _is_written(now) and not _is_encrypted(now) and not now["public"],
    "direct_history": lambda now, _: now["kind"] == "direct" and now["history_visibility"] != "joined",
    "direct_announces": lambda now, _: now["kind"] == "direct" and now["new_member"] != "hold",
    "direct_open": lambda now, _: now["kind"] == "direct" and now["join_rule"] != "invite",
    "encrypted_world_readable": lambda now, _: _is_encrypted(now) and now["history_visibility"] == "world_readable",
    "externals_read_history": lambda now, _: (
        _is_encrypted(now) and now["members"]["externals"] and now["history_visibility"] != "joined"
    ),
    "service_gets_keys": lambda now, policy: (
        _is_encrypted(now) and any(policy["sets"][name]["kind"] == "service" for name in now["members"]["sets"] or ())
    ),
    "state_unprotected": lambda now, _: now["power_levels"]["state_default"] < _STATE_LEVEL,
    "governance_unprotected": lambda now, _: (
        now["kind"] == "governance"
        and min(now["power_levels"]["state_default"], now["power_levels"]["events_default"]) < _GOVERNANCE_LEVEL
    ),
}

# The server of a user ID that a set's glob describes must be written out: else people whom the state never named
# would be its agents. Digits alone are no server written out: before them, ``*`` would take in any server that has
# them as its port.
_NAMES_A_SERVER = re.compile(r"[^:]*:(?![0-9]+\Z)(?:[a-z0-9.-]+|\[[0-9a-f.:]+\])(?::[0-9]+)?")

_ESSENTIAL = ("create_room", "join", "send")


class _Room(NamedTuple):
    """A room of some class; an id of None is that of any room that no rule knows by its ID."""

    room_class: str
    id: str | None


def _covers(rule: Rule, room: _Room, policy: Policy) -> bool:
    matcher = rule["room"]
    if matcher is None:
        return True

    def is_in(name: str) -> bool:
        entry = policy["room_sets"][name]
        return room.room_class in entry["classes"] or room.id in entry["rooms"]

    return (
        (matcher["class"] is None or room.room_class in matcher["class"])
        and room.room_class not in (matcher["class_not"] or ())
        and (matcher["sets"] is None or any(map(is_in, matcher["sets"])))
        and not any(map(is_in, matcher["sets_not"] or ()))
    )


def _refuses_all(rule: Rule, action: str, room: _Room, policy: Policy) -> bool:
    """Return whether a rule refuses ``action`` to everybody in ``room``, of itself."""
    return (
        rule["effect"] == "deny"
        and rule["mode"] == "enforce"
        and rule["who"] is None
        and rule["target"] is None
        and action in rule["actions"]
        # An exception for one room spares that one, any other exception somebody in every room.
        and not any(one["room_id"] is None or one["room_id"] == room.id for one in rule["exceptions"])
        and _covers(rule, room, policy)
    )


def _ids_known(policy: Policy) -> list[str | None]:
    """Return all IDs of rooms that a policy knows, and one that it does not."""
    by_set = {room for entry in policy["room_sets"].values() for room in entry["rooms"]}
    return [None, *by_set, *{one["room_id"] for rule in policy["rules"] for one in rule["exceptions"]}]


def _encryption_refusing(policy: Policy) -> str | None:
    """Return the rule by which encryption is refused, alone or with others.

    Every encrypted class lacks something essential, for everybody, that some room of one and the same public class has.
    """

    def is_refused(action: str, room_class: str, room_id: str | None) -> bool:
        return any(_refuses_all(rule, action, _Room(room_class, room_id), policy) for rule in policy["rules"])

    classes = sorted(policy["room_classes"].items())
    encrypted = [name for name, one in classes if _is_encrypted(one)]
    ids = _ids_known(policy)
    for public in (name for name, one in classes if one["public"]):
        # A room that does not exist yet has no ID.
        had = [
            action
            for action in _ESSENTIAL
            if any(not is_refused(action, public, one) for one in (ids[:1] if action == "create_room" else ids))
        ]
        if encrypted and all(any(is_refused(action, name, None) for action in had) for name in encrypted):
            return next(
                rule["id"]
                for rule in policy["rules"]
                if any(_refuses_all(rule, action, _Room(name, None), policy) for action in had for name in encrypted)
            )
    return None


def check_floor(held: Policy | None, following: Policy) -> ViolatedFloor | None:
    """Return the first thing that no policy may say: classes by name, then sets by name, then rules; or None."""
    for name, now in sorted(following["room_classes"].items()):
        before = None if held is None else held["room_classes"].get(name)
        if before is not None:
            for violation, changes in _CHANGES.items():
                if changes(now, before):
                    return ViolatedFloor("class", name, violation)
        for violation, holds in _FORMS.items():
            if holds(now, following):
                return ViolatedFloor("class", name, violation)
    for name, entry in sorted(following["sets"].items()):
        if any(_NAMES_A_SERVER.fullmatch(glob) is None for glob in entry["users"]):
            return ViolatedFloor("set", name, "everybody_named")
    refusing = _encryption_refusing(following)
    return None if refusing is None else ViolatedFloor("rule", refusing, "encryption_refused")
