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

_FIELDS = frozenset(AccessRequest.__annotations__)
_ROOM_FIELDS = frozenset(RequestRoom.__annotations__)
_ACTIONS = frozenset(ACTIONS)
_REQUIREMENTS = frozenset(REQUIREMENTS)
_HAVE_A_TARGET = frozenset({"invite", "change_power"})


def _is_room(value: object) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() == _ROOM_FIELDS
        and (value["id"] is None or isinstance(value["id"], str))
        and (value["class"] is None or isinstance(value["class"], str))
        and (value["encrypted"] is None or isinstance(value["encrypted"], bool))
    )


def _is_met(value: object) -> bool:
    return (
        isinstance(value, list)
        and all(isinstance(one, str) and one in _REQUIREMENTS for one in value)
        and len(set(value)) == len(value)
    )


def is_access_request(value: object) -> TypeGuard[AccessRequest]:
    """Return whether ``value`` has the form: what is said for some actions only must be null for the others.

    Written out for speed: it is asked before every decision.
    """
    if not isinstance(value, dict) or value.keys() != _FIELDS:
        return False
    action, actor, target = value["action"], value["actor"], value["target"]
    encrypted, creation, met, now = value["event_encrypted"], value["creation"], value["met"], value["now"]
    return (
        isinstance(action, str)
        and action in _ACTIONS
        and (actor is None or isinstance(actor, str))
        and (target is None or isinstance(target, str))
        and _is_room(value["room"])
        and (encrypted is None or (isinstance(encrypted, bool) and action == "send"))
        and (creation is None or (action == "create_room" and _creation(creation)))
        and (met is None or _is_met(met))
        and isinstance(now, str)
        and is_instant(now)
        and (action in _HAVE_A_TARGET or target == (actor if action == "join" else None))
    )


def action_named_in(value: object) -> Action | None:
    """Return the action that a request names, whatever else is wrong with it."""
    named = value.get("action") if isinstance(value, dict) else None
    return named if isinstance(named, str) and named in _ACTIONS else None
