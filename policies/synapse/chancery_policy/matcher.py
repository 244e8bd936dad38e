"""Matchers and exceptions (SPECIFICATION.md section 5). True, False, or None for unknown."""

from .glob import glob_matches
from .policy_model import Matcher, RuleException
from .subject import Subject

Truth = bool | None


def all_of(*parts: Truth) -> Truth:
    """Conjunction; False wins over unknown."""
    if False in parts:
        return False
    return None if None in parts else True


def person_matches(matcher: Matcher | None, person: Subject | None) -> Truth:
    """Match a person. A matcher of None matches anything; else somebody absent or unknown yields unknown."""
    if matcher is None:
        return True
    if person is None or person.kind == "unknown":
        return None
    if matcher["external"] is not None and matcher["external"] != (person.kind == "external"):
        return False
    if matcher["sets"] is not None and not any(name in person.sets for name in matcher["sets"]):
        return False
    if matcher["sets_not"] is not None and any(name in person.sets for name in matcher["sets_not"]):
        return False
    return matcher["users"] is None or any(glob_matches(pattern, person.user_id) for pattern in matcher["users"])


def carves_out(
    exception: RuleException, actor: Subject | None, target: Subject | None, room_id: str | None, now: str
) -> bool:
    """Return whether an exception surely applies. Unknown counts as no match: it carves out only what it names."""
    return (
        now < exception["until"]
        and (exception["room_id"] is None or exception["room_id"] == room_id)
        and all_of(person_matches(exception["who"], actor), person_matches(exception["target"], target)) is True
    )
