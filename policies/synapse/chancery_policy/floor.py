"""The floor: what no policy can allow (SPECIFICATION.md section 6, step 1), in the order of the table there."""

from .access_request import AccessRequest, RoomCreation
from .people import Profile
from .policy_model import RoomClass
from .rule_index import PolicyIndex


def _is_as_the_class_says(creation: RoomCreation, room_class: RoomClass) -> bool:
    return (
        not creation["additional_creators"]
        and not creation["trusted_private_chat"]
        and creation["encryption"] == (room_class["encryption"] == "required")
        and creation["space"] == (room_class["kind"] == "space")
        and creation["history_visibility"] == room_class["history_visibility"]
        and creation["join_rule"] == room_class["join_rule"]
        and creation["federate"] == room_class["federate"]
        and creation["power_levels"] == room_class["power_levels"]
    )


def _refuses_creation(request: AccessRequest, room_class: RoomClass, actor: Profile) -> str | None:
    creation = request["creation"]
    if creation is None or not _is_as_the_class_says(creation, room_class):
        return "F-04"
    return "F-04" if actor.may_be_external else None


def _refuses_send(request: AccessRequest, room_class: RoomClass, index: PolicyIndex) -> str | None:
    """F-02 (plaintext, or a kind of room nobody writes into) comes before F-09 (room not known as encrypted)."""
    if room_class["kind"] in ("space", "governance"):
        return "F-02"
    if request["event_encrypted"] is True:
        return None if request["room"]["encrypted"] is True else "F-09"
    room_id = request["room"]["id"]
    return None if room_class["public"] and room_id in index.public_rooms else "F-02"


def refused_by_floor(
    request: AccessRequest,
    room_class: RoomClass | None,
    index: PolicyIndex,
    *,
    actor: Profile,
    target: Profile,
    stale: bool,
) -> str | None:
    """Return the first part of the floor that refuses a well-formed request, or None.

    Who may be in (F-11) is asked after the rules.
    ``room_class`` is None when the policy does not list the room's class; ``stale`` says that the bundle has expired.
    """
    if room_class is None:
        return "F-01"
    match request["action"]:
        case "create_room":
            return "F-05" if stale else _refuses_creation(request, room_class, actor)
        case "invite" | "change_power":
            return "F-05" if stale and target.may_be_external else None
        case "publish" | "upgrade_room":
            return "F-05" if stale else None
        case "make_public" | "change_history":
            if stale:
                return "F-05"
            return "F-03" if room_class["encryption"] == "required" else None
        case "send":
            return _refuses_send(request, room_class, index)
        case "join" | "set_alias" | "start_call":
            return None
