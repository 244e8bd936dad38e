"""Which changes of a room's state leave what its class fixed."""

from .creation import MEGOLM
from .json_value import JsonObject, as_object
from .policy_model import RoomClass
from .wire_names import POLICY_EVENTS

# Levels that hold when a power-level event leaves them out (Matrix Client-Server API, m.room.power_levels).
_LEVEL_WHEN_ABSENT = {"invite": 0, "kick": 50, "ban": 50, "redact": 50, "events_default": 0, "state_default": 50}

# What decides over what a class fixes; nobody below the class's state level may touch these.
_FIXED_BY_CLASS = frozenset(
    {
        "m.room.encryption",
        "m.room.guest_access",
        "m.room.history_visibility",
        "m.room.join_rules",
        "m.room.power_levels",
        "m.room.server_acl",
        "m.room.third_party_invite",
        "m.room.tombstone",
        *POLICY_EVENTS,
    }
)

WATCHED = frozenset(
    {
        "m.room.encryption",
        "m.room.guest_access",
        "m.room.history_visibility",
        "m.room.join_rules",
        "m.room.power_levels",
    }
)

# Taking part in a call is state (MSC3401).
CALLS = frozenset({"m.call.member", "org.matrix.msc3401.call.member"})

# What people write is no state: kept as state it would be plaintext that no rule about messages sees.
MESSAGES = frozenset({"m.reaction", "m.room.encrypted", "m.room.message", "m.sticker"})


def _level(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def raised(held: JsonObject, content: JsonObject) -> set[str]:
    """Return the user IDs to which new power levels give more than they had. What cannot be read gives more."""
    before, after = as_object(held.get("users", {})) or {}, as_object(content.get("users", {}))
    if after is None:
        return set()  # Matrix refuses it
    default = _level(held.get("users_default", 0)) or 0

    def rises(user_id: str) -> bool:
        had, gets = _level(before.get(user_id, default)), _level(after[user_id])
        return gets is None or gets > (default if had is None else had)

    return {user_id for user_id in after if rises(user_id)}


def _lowers(content: JsonObject, room_class: RoomClass) -> bool:
    """Return whether power levels let anybody do more than the class says. What cannot be read does."""
    wanted: dict[str, int] = {**room_class["power_levels"]}  # type: ignore[dict-item] # six integers
    for name, least in wanted.items():
        level = _level(content.get(name, _LEVEL_WHEN_ABSENT[name]))
        if level is None or level < least:
            return True
    if _level(content.get("users_default", 0)) != 0:
        return True
    events = as_object(content.get("events", {}))
    if events is None:
        return True
    for event_type, value in events.items():
        level = _level(value)
        least = wanted["state_default"] if event_type in _FIXED_BY_CLASS else wanted["events_default"]
        if level is None or level < least:
            return True
    return False


def leaves_the_class(event_type: str, content: JsonObject, room_class: RoomClass) -> bool:
    """Return whether a state event of a type in WATCHED makes the room other than its class says."""
    match event_type:
        case "m.room.encryption":
            return room_class["encryption"] == "none" or dict(content) != {"algorithm": MEGOLM}
        case "m.room.join_rules":
            return dict(content) != {"join_rule": room_class["join_rule"]}
        case "m.room.history_visibility":
            return dict(content) != {"history_visibility": room_class["history_visibility"]}
        case "m.room.guest_access":
            return dict(content) != {"guest_access": "forbidden"}
        case _:
            return _lowers(content, room_class)
