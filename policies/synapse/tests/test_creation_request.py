"""What a createRoom body says besides what it would fix: whom it invites, what it continues, and its address."""

from typing import Any

import pytest

from chancery_policy.creation import creation_request

ALICE, BOB = "@alice:etat.example", "@bob:etat.example"


@pytest.mark.parametrize(
    "case",
    [
        {"name": "nobody", "body": {}, "invite": ()},
        {"name": "two", "body": {"invite": [ALICE, BOB]}, "invite": (ALICE, BOB)},
        {"name": "no list", "body": {"invite": ALICE}, "invite": None},
        {"name": "one that is no string", "body": {"invite": [ALICE, 7]}, "invite": None},
        {"name": "none that is a string", "body": {"invite": [7]}, "invite": None},
    ],
    ids=lambda case: str(case["name"]),
)
def test_who_is_invited(case: dict[str, Any]) -> None:
    """A list that is not one of strings is not read at all."""
    assert creation_request(case["body"]).invite == case["invite"]


@pytest.mark.parametrize(
    "case",
    [
        {"name": "nothing", "content": {}, "room": None, "readable": True},
        {"name": "a room", "content": {"predecessor": {"room_id": "!old"}}, "room": "!old", "readable": True},
        {"name": "null", "content": {"predecessor": None}, "room": None, "readable": False},
        {"name": "a string", "content": {"predecessor": "!old"}, "room": None, "readable": False},
        {"name": "no room ID", "content": {"predecessor": {}}, "room": None, "readable": False},
        {"name": "a number", "content": {"predecessor": {"room_id": 7}}, "room": None, "readable": False},
        {
            "name": "an event besides",
            "content": {"predecessor": {"room_id": "!old", "event_id": "$x"}},
            "room": "!old",
            "readable": False,
        },
    ],
    ids=lambda case: str(case["name"]),
)
def test_what_is_continued(case: dict[str, Any]) -> None:
    """Only a room ID and nothing besides is readable."""
    request = creation_request({"creation_content": case["content"]})
    assert (request.predecessor, request.predecessor_readable) == (case["room"], case["readable"])


def test_whether_it_gets_an_address() -> None:
    """Whatever the address says: that it is there counts."""
    assert creation_request({"room_alias_name": ""}).alias
    assert not creation_request({"name": "Salon"}).alias


def test_what_is_no_body_says_nothing() -> None:
    """A list, a string or nothing: there is no class, and nobody is invited."""
    for body in (None, [], "body"):
        request = creation_request(body)
        assert (request.class_id, request.creation, request.invite, request.alias) == (None, None, (), False)
