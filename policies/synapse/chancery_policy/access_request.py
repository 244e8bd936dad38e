"""The question put to ``decide`` (SPECIFICATION.md section 6), and the form it must have."""

from typing import Literal, TypedDict, TypeGuard

from .instant import is_instant
from .policy_model import ACTIONS, ClassPowerLevels, Effect
from .shape import any_string, boolean, exactly, integer, nullable, one_of, string_that

Action = Literal["create_room", "invite", "join", "make_public", "publish", "send", "upgrade_room"]

POWER_LEVEL_NAMES = ("invite", "kick", "ban", "redact", "events_default", "state_default")


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
    """Who wants to do what, where and when."""

    action: Action
    actor: str | None
    target: str | None
    room: RequestRoom
    event_encrypted: bool | None
    creation: RoomCreation | None
    now: str


class Decision(TypedDict):
    """The answer. ``action`` is None only for something that is not a request and names none."""

    effect: Effect
    rule_id: str
    action: Action | None
    layer: str
    policy_version: int
    would_deny: list[str]


power_levels_shape = exactly(dict.fromkeys(POWER_LEVEL_NAMES, integer()))

_shape = exactly(
    {
        "action": one_of(*ACTIONS),
        "actor": nullable(any_string),
        "target": nullable(any_string),
        "room": exactly({"id": nullable(any_string), "class": nullable(any_string), "encrypted": nullable(boolean)}),
        "event_encrypted": nullable(boolean),
        "creation": nullable(
            exactly(
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
        ),
        "now": string_that(is_instant),
    }
)


def is_access_request(value: object) -> TypeGuard[AccessRequest]:
    """Return whether ``value`` has the form: what is said for one action only must be null for the others."""
    if not _shape(value) or not isinstance(value, dict):
        return False
    action = value["action"]
    return (
        (action == "invite" or value["target"] == (value["actor"] if action == "join" else None))
        and (action == "send" or value["event_encrypted"] is None)
        and (action == "create_room" or value["creation"] is None)
    )


def action_named_in(value: object) -> Action | None:
    """Return the action that a request names, whatever else is wrong with it."""
    named = value.get("action") if isinstance(value, dict) else None
    actions: dict[object, Action] = {
        "create_room": "create_room",
        "invite": "invite",
        "join": "join",
        "make_public": "make_public",
        "publish": "publish",
        "send": "send",
        "upgrade_room": "upgrade_room",
    }
    return actions.get(named) if isinstance(named, str) else None
