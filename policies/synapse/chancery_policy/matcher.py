"""Matchers and exceptions (SPECIFICATION.md section 5). True, False, or None for unknown."""

from .people import Profile
from .policy_model import Matcher, Policy, RoomMatcher, RuleException

Truth = bool | None


def all_of(*parts: Truth) -> Truth:
    """Conjunction; False wins over unknown."""
    if False in parts:
        return False
    return None if None in parts else True


def person_matches(matcher: Matcher | None, person: Profile) -> Truth:
    """Match a person. A matcher of None matches anything; else somebody absent or unknown yields unknown."""
    if matcher is None:
        return True
    if person.kind == "unknown":
        return None
    external, sets, sets_not, users = matcher["external"], matcher["sets"], matcher["sets_not"], matcher["users"]
    return (
        (external is None or external == (person.kind == "external"))
        and (sets is None or not person.sets.isdisjoint(sets))
        and (sets_not is None or person.sets.isdisjoint(sets_not))
        and (users is None or not person.globs.isdisjoint(users))
    )


def carves_out(exception: RuleException, actor: Profile, target: Profile, room_id: str | None, now: str) -> bool:
    """Return whether an exception surely applies. Unknown counts as no match: it carves out only what it names."""
    return (
        now < exception["until"]
        and (exception["room_id"] is None or exception["room_id"] == room_id)
        and all_of(person_matches(exception["who"], actor), person_matches(exception["target"], target)) is True
    )


def _is_in_set(policy: Policy, name: str, class_id: str, room_id: str | None) -> bool:
    """Return whether a room is in a room set. A room without an ID does not exist yet, and no set lists it."""
    rooms = policy["room_sets"][name]
    return class_id in rooms["classes"] or (room_id is not None and room_id in rooms["rooms"])


def room_matches(matcher: RoomMatcher | None, policy: Policy, class_id: str, room_id: str | None) -> bool:
    """Match a room of a known class."""
    if matcher is None:
        return True
    among, not_among, sets, sets_not = matcher["class"], matcher["class_not"], matcher["sets"], matcher["sets_not"]
    return (
        (among is None or class_id in among)
        and (not_among is None or class_id not in not_among)
        and (sets is None or any(_is_in_set(policy, name, class_id, room_id) for name in sets))
        and (sets_not is None or not any(_is_in_set(policy, name, class_id, room_id) for name in sets_not))
    )


def rooms_named_by(matcher: RoomMatcher | None, policy: Policy) -> set[str]:
    """Return the IDs of rooms on which the answer of a matcher may depend."""
    if matcher is None:
        return set()
    names = [*(matcher["sets"] or ()), *(matcher["sets_not"] or ())]
    return {room_id for name in names for room_id in policy["room_sets"][name]["rooms"]}
