"""A small policy for tests: agents may do most things, externals may not enter interministerial rooms (R-0200)."""

import copy
from typing import Any

SERVICE = "@chancery-service:etat.example"
CAMILLE = "@camille.laurent-interieur:etat.example"
IDRIS = "@idris.benali-interieur:etat.example"
NORA = "@nora.diallo-externe:etat.example"
ADMIN = "@root-interieur:etat.example"
EXCEPTION: dict[str, object] = {
    "who": None,
    "target": None,
    "room_id": "!salon:etat.example",
    "until": "2026-12-01T00:00:00Z",
    "approved_by": "Anne",
    "ticket": None,
}


def _text(words: str) -> dict[str, str]:
    return {"fr": words, "en": words}


def _matcher(**parts: object) -> dict[str, object]:
    return {"sets": None, "sets_not": None, "users": None, "external": None} | parts


def _levels(events_default: int = 0, state_default: int = 50, invite: int = 0) -> dict[str, int]:
    return {
        "invite": invite,
        "kick": 50,
        "ban": 50,
        "redact": 50,
        "events_default": events_default,
        "state_default": state_default,
    }


def _room_class(**parts: object) -> dict[str, Any]:
    return {
        "title": _text("Classe"),
        "summary": _text("Une classe."),
        "kind": "room",
        "mark": "ministries",
        "encryption": "required",
        "public": False,
        "join_rule": "invite",
        "history_visibility": "joined",
        "federate": True,
        "members": {"sets": None, "externals": True},
        "new_member": "announce",
        "power_levels": _levels(),
    } | parts


def _rule(
    identifier: str,
    effect: str,
    actions: list[str],
    *,
    who: dict[str, object] | None = None,
    target: dict[str, object] | None = None,
    classes: list[str] | None = None,
) -> dict[str, Any]:
    return {
        "id": identifier,
        "title": _text("Règle"),
        "effect": effect,
        "actions": actions,
        "who": who,
        "target": target,
        "room": None if classes is None else {"class": classes, "class_not": None, "sets": None, "sets_not": None},
        "mode": "enforce",
        "requires": [],
        "obligations": [],
        "because": {"reason": _text("Parce que."), "remedy": _text("Demandez."), "contact": None},
        "exceptions": [],
    }


_POLICY: dict[str, Any] = {
    "lang": "chancery/1",
    "id": "example-state",
    "title": _text("Règles"),
    "owner": _text("Secrétariat général"),
    "contact": "regles@etat.example",
    "layer": "national",
    "defaults": {
        "change_history": "deny",
        "change_power": "allow",
        "create_room": "deny",
        "invite": "allow",
        "join": "allow",
        "make_public": "deny",
        "publish": "deny",
        "send": "allow",
        "set_alias": "allow",
        "start_call": "deny",
        "upgrade_room": "allow",
    },
    "sets": {
        "interieur": {
            "title": _text("Intérieur"),
            "kind": "agents",
            "servers": [],
            "users": ["@*-interieur:etat.example"],
        },
        "services": {"title": _text("Services"), "kind": "service", "servers": [], "users": [SERVICE]},
    },
    "room_sets": {},
    "room_classes": {
        "announcements": _room_class(
            mark="public",
            encryption="none",
            public=True,
            join_rule="public",
            history_visibility="shared",
            power_levels=_levels(events_default=50),
        ),
        "governance": _room_class(
            kind="governance",
            mark="governance",
            encryption="none",
            join_rule="public",
            history_visibility="shared",
            power_levels=_levels(events_default=100, state_default=100, invite=50),
        ),
        "interministerial": _room_class(),
        "open_external": _room_class(mark="externals", new_member="hold"),
    },
    "public_rooms": [],
    "rules": [
        _rule("R-0100", "allow", ["create_room"], who=_matcher(external=False)),
        _rule("R-0110", "deny", ["create_room"], who=_matcher(sets_not=["services"]), classes=["governance"]),
        _rule("R-0200", "deny", ["invite", "join"], target=_matcher(external=True), classes=["interministerial"]),
        _rule("R-0400", "deny", ["change_power"], target=_matcher(external=True)),
    ],
}


def example_policy(public_rooms: tuple[str, ...] = (), **changes: object) -> dict[str, Any]:
    """Return the policy, with ``public_rooms`` listed; the caller may change it."""
    return copy.deepcopy(_POLICY) | {"public_rooms": list(public_rooms)} | changes


def ministry_policy(**changes: object) -> dict[str, Any]:
    """Return a ministry's policy over the nation's: it allows everything, but that Camille opens or publishes rooms."""
    policy = example_policy(layer="ministry")
    policy["defaults"] = dict.fromkeys(policy["defaults"], "allow")
    camille = _matcher(users=[CAMILLE])
    policy["rules"] = [_rule("R-1001", "deny", ["create_room"], who=camille, classes=["interministerial"])]
    return policy | changes


def creation_body(class_id: str, **changes: object) -> dict[str, Any]:
    """Return the createRoom body that a class of the example policy wants."""
    room_class = _POLICY["room_classes"][class_id]
    encryption = [{"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}]
    return {
        "room_version": "12",
        "preset": "private_chat",
        "creation_content": {"org.chancery.room_class": class_id, "m.federate": True},
        "initial_state": [
            *(encryption if room_class["encryption"] == "required" else []),
            {"type": "m.room.join_rules", "state_key": "", "content": {"join_rule": room_class["join_rule"]}},
            {
                "type": "m.room.history_visibility",
                "state_key": "",
                "content": {"history_visibility": room_class["history_visibility"]},
            },
            {"type": "m.room.guest_access", "state_key": "", "content": {"guest_access": "forbidden"}},
        ],
        "power_level_content_override": room_class["power_levels"],
    } | changes
