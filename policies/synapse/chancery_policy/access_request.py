"""The question put to ``decide`` (SPECIFICATION.md section 6), and the form it must have."""

from typing import TypedDict, TypeGuard

from .instant import is_instant
from .policy_model import ACTIONS, POWER_LEVEL_NAMES, REQUIREMENTS, Action, ClassPowerLevels, Effect
from .shape import any_string, boolean, exactly, integer, nullable


class RoomCreation(TypedDict):
    """What is about to be fixed by a room's creation. None: not stated by the caller, which is refused."""

    encryption: bool
    history_visibility: str | None
    join_rule: str | None
    federate: bool
    additional_creators: bool
    trusted_private_chat: bool
    space: bool
    power_levels: ClassPowerLevels | None


RequestRoom = TypedDict("RequestRoom", {"id": str | None, "class": str | None, "encrypted": bool | None})


class AccessRequest(TypedDict):
    """Who wants to do what, where and when.

    ``met`` is what a client has seen to; None when a server asks, which can see to none of it.
    """

    action: Action
    actor: str | None
    target: str | None
    room: RequestRoom
    event_encrypted: bool | None
    creation: RoomCreation | None
    met: list[str] | None
    now: str


class Decision(TypedDict):
    """The answer. ``action`` is None only for something that is not a request and names none."""

    effect: Effect
    rule_id: str
    action: Action | None
    layer: str
    policy_version: int
    would_deny: list[str]
    obligations: list[str]
    unmet: list[str]


class LayeredDecision(Decision):
    """The decision over several layers, and what each of them said."""

    layers: list[Decision]


power_levels_shape = exactly(dict.fromkeys(POWER_LEVEL_NAMES, integer()))

_creation = exactly(
    {
        "encryption": boolean,
        "history_visibility": nullable(any_string),
        "join_rule": nullable(any_string),
        "federate": boolean,
        "additional_creators": boolean,
        "trusted_private_chat": boolean,
        "space": boolean,
        "power_levels": nullable(power_levels_shape),
    }
)

_FIELD_COUNT = len(AccessRequest.__annotations__)
_ROOM_FIELD_COUNT = len(RequestRoom.__annotations__)
_ACTIONS = frozenset(ACTIONS)
_REQUIREMENTS = frozenset(REQUIREMENTS)
_HAVE_A_TARGET = frozenset({"invite", "change_power"})


def _is_room(value: object) -> bool:
    if not isinstance(value, dict) or len(value) != _ROOM_FIELD_COUNT:
        return False
    try:
        room_id, class_id, encrypted = value["id"], value["class"], value["encrypted"]
    except KeyError:
        return False
    return (
        (room_id is None or isinstance(room_id, str))
        and (class_id is None or isinstance(class_id, str))
        and (encrypted is None or encrypted is True or encrypted is False)
    )


def _is_met(value: object) -> bool:
    if not isinstance(value, list):
        return False
    for one in value:
        if not isinstance(one, str) or one not in _REQUIREMENTS:
            return False
    return len(set(value)) == len(value)


def is_access_request(value: object) -> TypeGuard[AccessRequest]:
    """Return whether ``value`` has the form: what is said for some actions only must be null for the others.

    Written out for speed: it is asked before every decision. As many fields as there are, and all that there are, is
    exactly these fields.
    """
    if not isinstance(value, dict) or len(value) != _FIELD_COUNT:
        return False
    try:
        action, actor, target, room = value["action"], value["actor"], value["target"], value["room"]
        encrypted, creation, met, now = value["event_encrypted"], value["creation"], value["met"], value["now"]
    except KeyError:
        return False
    return (
        isinstance(action, str)
        and action in _ACTIONS
        and (actor is None or isinstance(actor, str))
        and (target is None or isinstance(target, str))
        and (action in _HAVE_A_TARGET or target == (actor if action == "join" else None))
        and _is_room(room)
        and (encrypted is None or ((encrypted is True or encrypted is False) and action == "send"))
        and (creation is None or (action == "create_room" and _creation(creation)))
        and (met is None or _is_met(met))
        and isinstance(now, str)
        and is_instant(now)
    )


def action_named_in(value: object) -> Action | None:
    """Return the action that a request names, whatever else is wrong with it."""
    named = value.get("action") if isinstance(value, dict) else None
    return named if isinstance(named, str) and named in _ACTIONS else None
