"""Forms at their limits: a value that nearly has the form of a policy, or of what is signed, has not."""

from typing import Any

from chancery_policy.access_request import is_access_request
from chancery_policy.payload_shape import (
    is_bundle_content,
    is_bundle_payload,
    is_overlay_payload,
    is_pulse_payload,
    is_root_payload,
)
from chancery_policy.policy_shape import is_policy
from chancery_policy.shape import integer, list_of

from .example_policy import EXCEPTION, example_policy
from .signed_things import ANNE, emergency_rule

DIGEST = "a" * 64
TIMES = {"issued_at": "2026-11-01T00:00:00Z", "expires": "2026-11-02T00:00:00Z"}
NOBODY: dict[str, object] = {"sets": None, "sets_not": None, "users": None, "external": None}
ANY_ROOM: dict[str, object] = {"class": None, "class_not": None, "sets": None, "sets_not": None}


def _with_rule(**changes: object) -> dict[str, Any]:
    """Return the policy with one of its denying rules changed."""
    policy = example_policy()
    policy["rules"][2] |= changes
    return policy


def _with_set_of_rooms(**parts: object) -> dict[str, Any]:
    title = {"fr": "Salles", "en": "Rooms"}
    return example_policy(room_sets={"cellules": {"title": title, "rooms": [], "classes": []} | parts})


def test_an_integer_and_a_list_reach_their_limits_and_no_further() -> None:
    """Both ends belong to the range."""
    shape = integer(0, 2)
    assert [shape(value) for value in (-1, 0, 1, 2, 3, True, "1")] == [False, True, True, True, False, False, False]
    pair = list_of(integer(), 1, 2)
    assert [pair(value) for value in ([], [0], [0, 0], [0, 0, 0], None)] == [False, True, True, False, False]


def test_a_matcher_names_somebody() -> None:
    """A list without names would be taken for one that nobody is on, or everybody."""
    assert is_policy(_with_rule(who={**NOBODY, "sets": ["interieur"]}))
    assert is_policy(_with_rule(who={**NOBODY, "users": ["@a:b"]}))
    assert not is_policy(_with_rule(who=NOBODY))
    for part in ("sets", "sets_not", "users"):
        assert not is_policy(_with_rule(who={**NOBODY, part: []}))
    assert not is_policy(_with_rule(room=ANY_ROOM))
    for part in ANY_ROOM:
        assert not is_policy(_with_rule(room={**ANY_ROOM, part: []}))


def test_a_rule_names_only_what_exists() -> None:
    """All sets at once may be named, and none that is not there; exceptions are asked too."""
    assert is_policy(_with_rule(who={**NOBODY, "sets": ["interieur", "services"]}))
    assert not is_policy(_with_rule(who={**NOBODY, "sets_not": ["interieur", "nulle_part"]}))
    for person in ("who", "target"):
        for name, holds in (("interieur", True), ("nulle_part", False)):
            exception = {**EXCEPTION, person: {**NOBODY, "sets": [name]}}
            assert is_policy(_with_rule(exceptions=[exception])) is holds
    rooms = _with_set_of_rooms(classes=["interministerial"])
    for part in ("sets", "sets_not"):
        for name, holds in (("cellules", True), ("nulle_part", False)):
            rooms["rules"][2]["room"] = {**ANY_ROOM, part: [name]}
            assert is_policy(rooms) is holds
    for part in ("class", "class_not"):
        for name, holds in (("governance", True), ("nulle_part", False)):
            assert is_policy(_with_rule(room={**ANY_ROOM, part: [name]})) is holds


def test_a_class_and_a_set_of_rooms_name_only_what_exists() -> None:
    """Here too, all may be named at once."""
    for sets, holds in ((["interieur", "services"], True), (["interieur", "nulle_part"], False)):
        policy = example_policy()
        policy["room_classes"]["interministerial"]["members"]["sets"] = sets
        assert is_policy(policy) is holds
    every = sorted(example_policy()["room_classes"])
    assert is_policy(_with_set_of_rooms(classes=every))
    assert not is_policy(_with_set_of_rooms(classes=[*every, "nulle_part"]))


def test_a_set_of_rooms_has_something_in_it() -> None:
    """A room or a class."""
    assert is_policy(_with_set_of_rooms(rooms=["!salon:etat.example"]))
    assert is_policy(_with_set_of_rooms(classes=["interministerial"]))
    assert not is_policy(_with_set_of_rooms())


def test_a_room_id_has_at_most_255_characters() -> None:
    """As Matrix has it."""
    assert is_policy(example_policy(public_rooms=("!" + "a" * 254,)))
    assert not is_policy(example_policy(public_rooms=("!" + "a" * 255,)))
    assert not is_policy(example_policy(public_rooms=("#" + "a" * 10,)))


def _root(**changes: object) -> dict[str, object]:
    return {
        "type": "root",
        "version": 1,
        "example": True,
        **TIMES,
        "officers": [ANNE.entry()],
        "root_threshold": 1,
        "layers": {"national": {"officers": [ANNE.id], "threshold": 1}},
        "pulse": None,
    } | changes


def test_a_root_may_have_a_single_officer() -> None:
    """And not none; a threshold below 0 is no number of officers."""
    assert is_root_payload(_root())
    assert not is_root_payload(_root(officers=[], layers={}))
    assert not is_root_payload(_root(root_threshold=-1))
    for officers, threshold, holds in (([ANNE.id], 0, True), ([ANNE.id], -1, False), ([], 0, False)):
        layer = {"officers": officers, "threshold": threshold}
        assert is_root_payload(_root(layers={"national": layer})) is holds


def test_versions_begin_with_1() -> None:
    """Those of bundles, and those that overlays and pulses state."""
    for version, holds in ((1, True), (0, False), (-1, False)):
        stated = {"version": version, "sha256": DIGEST}
        layers = {"national": {"bundle": stated, "overlay": None}}
        assert is_pulse_payload({"type": "pulse", **TIMES, "root": stated, "layers": layers}) is holds
    bundle = {
        "type": "bundle",
        "lang": "chancery/1",
        "layer": "national",
        **TIMES,
        "compiler": "chancery",
        "chunks": [{"sha256": DIGEST, "size": 1}],
    }
    assert is_bundle_payload({**bundle, "version": 1, "prev_sha256": None})
    assert is_bundle_payload({**bundle, "version": 2, "prev_sha256": DIGEST})
    for version in (0, -1):
        assert not is_bundle_payload({**bundle, "version": version, "prev_sha256": DIGEST})


def _is_overlay(*rules: dict[str, object]) -> bool:
    return is_overlay_payload(
        {
            "type": "overlay",
            "lang": "chancery/1",
            "layer": "national",
            "bundle": {"version": 1, "sha256": DIGEST},
            "version": 1,
            **TIMES,
            "rules": list(rules),
        }
    )


def test_a_rule_of_an_overlay_refuses_something_and_asks_for_nothing() -> None:
    """What an ordinary rule may have besides, it has not."""
    assert _is_overlay(emergency_rule())
    assert not _is_overlay(emergency_rule(actions=[]))
    assert not _is_overlay(emergency_rule(requires=["confirmed"]))
    assert not _is_overlay(emergency_rule(obligations=["log"]))
    assert not _is_overlay(emergency_rule(exceptions=[EXCEPTION]))


def test_the_rules_of_an_overlay_are_sorted() -> None:
    """By number, and none comes twice."""
    rules = [emergency_rule(id=f"E-{number:04}") for number in range(20)]
    assert _is_overlay(*rules)
    assert not _is_overlay(*reversed(rules))
    assert not _is_overlay(rules[1], rules[0], *rules[2:])
    assert not _is_overlay(rules[0], *rules)


def test_a_bundle_has_at_most_256_questions() -> None:
    """And at least one."""
    question = {"request": None, "expect": {"effect": "deny", "rule_id": "F-07"}}
    for count, holds in ((0, False), (1, True), (256, True), (257, False)):
        assert is_bundle_content({"policy": example_policy(), "self_test": [question] * count}) is holds


def test_a_request_has_its_own_fields_and_no_others() -> None:
    """As many of another name are another thing."""
    request: dict[str, object] = {
        "action": "send",
        "actor": None,
        "target": None,
        "room": {"id": None, "class": None, "encrypted": None},
        "event_encrypted": None,
        "creation": None,
        "met": [],
        "now": TIMES["issued_at"],
    }
    assert is_access_request(request)
    for field, value in request.items():
        others = {name: other for name, other in request.items() if name != field}
        assert not is_access_request({**others, f"{field}s": value})
    for field in ("id", "class", "encrypted"):
        room = {name: None for name in ("id", "class", "encrypted") if name != field}
        assert not is_access_request({**request, "room": {**room, f"{field}s": None}})
