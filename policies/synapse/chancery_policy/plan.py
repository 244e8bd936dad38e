"""What the rules say to one kind of question, with everything answered but the moment and what was seen to."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from .matcher import all_of, carves_out, person_matches, room_matches
from .people import Profile
from .policy_model import Policy, RoomClass, Rule


class Situation(NamedTuple):
    """What is asked about. ``target`` is the unknown profile when there is none."""

    action: str
    class_id: str
    actor: Profile
    target: Profile
    room_id: str | None


@dataclass(frozen=True)
class Objection:
    """A deny or require rule that matches.

    An exception carves the case out before ``carved_until``; empty: none does. ``requires`` is None for a deny rule.
    """

    rule_id: str
    carved_until: str
    requires: tuple[str, ...] | None


@dataclass(frozen=True)
class Plan:
    """Each list by rule ID. ``admitted``: whether the class lets the person in who would enter."""

    denying: tuple[Objection, ...]
    requiring: tuple[Objection, ...]
    on_trial: tuple[Objection, ...]
    admitted: bool
    allowed_by: str | None
    obligations: tuple[str, ...]


def _admits(room_class: RoomClass, situation: Situation) -> bool:
    if situation.action == "create_room":
        person = situation.actor
    elif situation.action in ("join", "invite"):
        person = situation.target
    else:
        return True
    if person.kind == "unknown":
        return False
    if person.kind == "service" and room_class["encryption"] == "required":
        # Service accounts never get keys.
        return False
    members = room_class["members"]
    if person.kind == "external":
        return members["externals"]
    return members["sets"] is None or not person.sets.isdisjoint(members["sets"])


def _objection(rule: Rule, situation: Situation) -> Objection:
    ends = [
        exception["until"]
        for exception in rule["exceptions"]
        if carves_out(exception, situation.actor, situation.target, situation.room_id, "")
    ]
    requires = tuple(sorted(rule["requires"])) if rule["effect"] == "require" else None
    return Objection(rule["id"], max(ends, default=""), requires)


def plan_for(policy: Policy, rules: Iterable[Rule], room_class: RoomClass, situation: Situation) -> Plan:
    """Work the plan out. ``rules`` are those that speak of the action in some room of the class, by ID."""
    denying: list[Objection] = []
    requiring: list[Objection] = []
    on_trial: list[Objection] = []
    allowing: list[Rule] = []
    for rule in rules:
        if not room_matches(rule["room"], policy, situation.class_id, situation.room_id):
            continue
        outcome = all_of(person_matches(rule["who"], situation.actor), person_matches(rule["target"], situation.target))
        # Unknown counts as a match in a deny or require rule, and as none in an allow rule:
        # nothing is granted on a guess.
        if rule["effect"] == "allow":
            if outcome is True and rule["mode"] == "enforce":
                allowing.append(rule)
        elif outcome is not False:
            found = _objection(rule, situation)
            if rule["mode"] == "evaluate":
                on_trial.append(found)
            else:
                (denying if rule["effect"] == "deny" else requiring).append(found)
    return Plan(
        denying=tuple(denying),
        requiring=tuple(requiring),
        on_trial=tuple(on_trial),
        admitted=_admits(room_class, situation),
        allowed_by=allowing[0]["id"] if allowing else None,
        obligations=tuple(sorted({one for rule in allowing for one in rule["obligations"]})),
    )
