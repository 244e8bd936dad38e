"""What the body of ``POST /createRoom`` would fix (SPECIFICATION.md section 6)."""

from dataclasses import dataclass
from typing import cast

from .access_request import RoomCreation, power_levels_shape
from .json_value import as_object
from .policy_model import ClassPowerLevels
from .shape import Shape, any_string, boolean, exactly, list_of, one_of
from .wire_names import ROOM_CLASS_KEY

ROOM_VERSION = "12"
MEGOLM = "m.megolm.v1.aes-sha2"


def _anything(_: object) -> bool:
    return True


def _object(value: object) -> bool:
    return isinstance(value, dict)


def _fields(required: dict[str, Shape], optional: dict[str, Shape]) -> Shape:
    """Match an object with all of the first fields, any of the second, and no others."""

    def holds(value: object) -> bool:
        if not isinstance(value, dict) or not required.keys() <= value.keys():
            return False
        known = {**required, **optional}
        return all(name in known and known[name](entry) for name, entry in value.items())

    return holds


# What one may say at creation, and which of it there is only one of in a room.
_ONE_OF_A_KIND: dict[str, Shape] = {
    "m.room.encryption": exactly({"algorithm": one_of(MEGOLM)}),
    "m.room.join_rules": exactly({"join_rule": any_string}),
    "m.room.history_visibility": exactly({"history_visibility": any_string}),
    "m.room.guest_access": exactly({"guest_access": one_of("forbidden")}),
}
_CONTENTS: dict[str, Shape] = {**_ONE_OF_A_KIND, "m.room.avatar": _object, "m.space.parent": _object}

_initial_event = _fields({"type": one_of(*_CONTENTS), "content": _object}, {"state_key": any_string})


def _initial_state(value: object) -> bool:
    if not isinstance(value, list) or not all(map(_initial_event, value)):
        return False
    seen: set[tuple[str, str]] = set()
    for event in value:
        kind, state_key = event["type"], event.get("state_key", "")
        if not _CONTENTS[kind](event["content"]) or (kind in _ONE_OF_A_KIND and state_key != ""):
            return False
        if (kind, state_key) in seen:
            return False
        seen.add((kind, state_key))
    # Synapse lets guests in by preset unless something else is stated.
    return ("m.room.guest_access", "") in seen


_body = _fields(
    {
        "room_version": one_of(ROOM_VERSION),
        "creation_content": _fields(
            {},
            {
                ROOM_CLASS_KEY: _anything,
                "m.federate": boolean,
                "type": one_of("m.space"),
                "additional_creators": _anything,
                "predecessor": _anything,
            },
        ),
        "initial_state": _initial_state,
    },
    {
        "preset": one_of("private_chat", "public_chat", "trusted_private_chat"),
        "visibility": one_of("private"),
        "room_alias_name": _anything,
        "name": _anything,
        "topic": _anything,
        "invite": _anything,
        "invite_3pid": list_of(_anything, 0, 0),
        "is_direct": _anything,
        "power_level_content_override": power_levels_shape,
    },
)


def _creation_in(body: object) -> RoomCreation | None:
    if not isinstance(body, dict) or not _body(body):
        return None
    content = body["creation_content"]
    state = {event["type"]: event["content"] for event in body["initial_state"]}

    def stated(kind: str, name: str) -> str | None:
        value = state.get(kind, {}).get(name)
        return value if isinstance(value, str) else None

    return {
        "encryption": stated("m.room.encryption", "algorithm") is not None,
        "history_visibility": stated("m.room.history_visibility", "history_visibility"),
        "join_rule": stated("m.room.join_rules", "join_rule"),
        "federate": content.get("m.federate") is not False,
        "additional_creators": "additional_creators" in content,
        "trusted_private_chat": body.get("preset") == "trusted_private_chat",
        "space": "type" in content,
        # _body found the shape to hold
        "power_levels": cast(ClassPowerLevels | None, body.get("power_level_content_override")),
    }


@dataclass(frozen=True)
class CreationRequest:
    """A createRoom body as far as rules look at it.

    ``creation`` is None when anything in the body is not known to this reader. ``invite`` is None when the list is not
    one of strings. ``predecessor`` is the room that the new one continues; ``predecessor_readable`` is false when
    something is said under that name that is not exactly a room ID. ``alias``: whether the room is to get an address.
    """

    class_id: str | None
    creation: RoomCreation | None
    invite: tuple[str, ...] | None
    predecessor: str | None
    predecessor_readable: bool
    alias: bool


def creation_request(body: object) -> CreationRequest:
    """Read ``body``, which may be anything."""
    fields = as_object(body) or {}
    content = as_object(fields.get("creation_content")) or {}
    class_id = content.get(ROOM_CLASS_KEY)
    invite = fields.get("invite", [])
    predecessor = as_object(content.get("predecessor"))
    room_id = None if predecessor is None else predecessor.get("room_id")
    return CreationRequest(
        class_id=class_id if isinstance(class_id, str) else None,
        creation=_creation_in(body),
        invite=tuple(invite) if isinstance(invite, list) and all(map(any_string, invite)) else None,
        predecessor=room_id if isinstance(room_id, str) else None,
        predecessor_readable="predecessor" not in content
        or (predecessor is not None and set(predecessor) == {"room_id"} and isinstance(room_id, str)),
        alias="room_alias_name" in fields,
    )
