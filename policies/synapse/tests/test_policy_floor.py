"""The floor of a policy, where rules refuse encryption by rooms and by their sets."""

from typing import Any

from chancery_policy.policy_floor import check_floor
from chancery_policy.policy_shape import is_policy

from .example_policy import EXCEPTION, example_policy

ENCRYPTED = ["interministerial", "open_external"]
PUBLIC = "announcements"


def _with_rules(*rules: dict[str, object], **changes: object) -> dict[str, Any]:
    """Return the policy with rules by which nobody may do something."""
    policy = example_policy() | changes
    model = policy["rules"][2] | {"target": None, "room": None}
    policy["rules"] = [model | {"id": f"R-{number:04}"} | rule for number, rule in enumerate(rules, 1)]
    return policy


def _in(*classes: str, **parts: object) -> dict[str, object]:
    return {"class": list(classes) or None, "class_not": None, "sets": None, "sets_not": None} | parts


def _refused(policy: dict[str, Any]) -> str | None:
    """Return the rule by which encryption is refused."""
    assert is_policy(policy)
    violated = check_floor(None, policy)
    assert violated is None or (violated.of, violated.violation) == ("rule", "encryption_refused")
    return None if violated is None else violated.name


def _set(rooms: list[str], classes: list[str]) -> dict[str, object]:
    return {"title": {"fr": "Salles", "en": "Rooms"}, "rooms": rooms, "classes": classes}


def test_a_room_in_one_of_the_sets_of_a_rule_is_refused() -> None:
    """Not only one that is in all of them; and one in any of the sets that it spares is spared."""
    sets = {"chiffrees": _set([], ENCRYPTED), "autres": _set(["!salon:etat.example"], [])}
    both = ["autres", "chiffrees"]
    assert _refused(_with_rules({"actions": ["send"], "room": _in(sets=both)}, room_sets=sets)) == "R-0001"
    assert _refused(_with_rules({"actions": ["send"], "room": _in(*ENCRYPTED, sets_not=both)}, room_sets=sets)) is None
    spared = _in(*ENCRYPTED, sets_not=["autres"])
    assert _refused(_with_rules({"actions": ["send"], "room": spared}, room_sets=sets)) == "R-0001"


def test_only_a_public_class_shows_what_the_encrypted_ones_lack() -> None:
    """What only the governance room has, which nobody talks in, nobody is driven to."""
    assert _refused(_with_rules({"actions": ["send"], "room": _in(*ENCRYPTED)})) == "R-0001"
    assert _refused(_with_rules({"actions": ["send"], "room": _in(PUBLIC, *ENCRYPTED)})) is None


def test_public_classes_are_asked_by_name() -> None:
    """In whatever order the policy has them: the rule that is named is the same for everybody."""
    policy = example_policy()
    announcements = policy["room_classes"].pop(PUBLIC)
    rules: tuple[dict[str, object], ...] = (
        {"actions": ["send"], "room": _in("a_public", *ENCRYPTED)},
        {"actions": ["join"], "room": _in("b_public", *ENCRYPTED)},
    )
    for names in (("a_public", "b_public"), ("b_public", "a_public")):
        classes = dict.fromkeys(names, announcements) | policy["room_classes"]
        assert _refused(_with_rules(*rules, room_classes=classes)) == "R-0002"


def test_a_room_that_is_made_has_no_id_that_could_spare_it() -> None:
    """An exception for one room lets nobody make a public one."""
    rule: dict[str, object] = {"actions": ["create_room"], "exceptions": [EXCEPTION]}
    assert _refused(_with_rules(rule)) is None
    assert _refused(_with_rules(rule | {"room": _in(*ENCRYPTED)})) == "R-0001"
    # Into a room that there is, it lets everybody send: in the clear only.
    public = {"actions": ["send"], "exceptions": [EXCEPTION]}
    assert _refused(_with_rules(public)) == "R-0001"
