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
# would be its agents.
_NAMES_A_SERVER = re.compile(r"[^:]*:[a-z0-9.:\[\]-]+")

_ESSENTIAL = frozenset({"create_room", "join", "send"})


def _refuses_encryption(rule: Rule, policy: Policy) -> bool:
    """Return whether a rule takes encrypted rooms from everybody, and leaves a public one."""
    narrowed = rule["who"] is not None or rule["target"] is not None or rule["exceptions"]
    if rule["effect"] != "deny" or rule["mode"] != "enforce" or narrowed or _ESSENTIAL.isdisjoint(rule["actions"]):
        return False
    room, sets = rule["room"], policy["room_sets"]
    named: list[set[str]] = []
    spared: set[str] = set()
    if room is not None:
        of_sets = {one for name in room["sets"] or () for one in sets[name]["classes"]}
        # Both parts of the matcher must match: a wide set beside a narrow list of classes covers no more than the list.
        named = [classes for classes in (set(room["class"] or ()), of_sets) if classes]
        spared = {
            *(room["class_not"] or ()),
            *(one for name in room["sets_not"] or () for one in sets[name]["classes"]),
        }
    covered = {name for name in policy["room_classes"] if all(name in one for one in named) and name not in spared}
    encrypted = {name for name, one in policy["room_classes"].items() if _is_encrypted(one)}
    public = {name for name, one in policy["room_classes"].items() if one["public"]}
    return bool(encrypted) and encrypted <= covered and not public <= covered


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
    for rule in following["rules"]:
        if _refuses_encryption(rule, following):
            return ViolatedFloor("rule", rule["id"], "encryption_refused")
    return None
