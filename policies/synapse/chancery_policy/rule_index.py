"""Rules sorted by the action and the class they speak of, so that a decision looks only at those that can apply."""

from dataclasses import dataclass
from functools import lru_cache

from .matcher import all_of, carves_out, person_matches
from .policy_model import Effect, Policy, Rule
from .subject import Subject, resolve_subject

# People whose sets are remembered. A large ministry has this many active people in an hour.
_REMEMBERED_PEOPLE = 20_000


@dataclass(frozen=True)
class Judgement:
    """What the rules say, before or without the floor."""

    effect: Effect
    rule_id: str
    would_deny: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """Who, whom, where and when. ``target`` is None for actions that have none; ``now`` is an instant."""

    actor: Subject | None
    target: Subject | None
    room_id: str | None
    now: str


def _speaks_of(rule: Rule, action: str, class_id: str) -> bool:
    if action not in rule["actions"]:
        return False
    room = rule["room"]
    if room is None:
        return True
    among, not_among = room["class"], room["class_not"]
    return (among is None or class_id in among) and (not_among is None or class_id not in not_among)


def _outcome(rule: Rule, question: Question) -> bool | None:
    return all_of(person_matches(rule["who"], question.actor), person_matches(rule["target"], question.target))


def _denies(rule: Rule, question: Question) -> bool:
    """Unknown counts as a match in a deny rule: what cannot be looked at is refused."""
    return _outcome(rule, question) is not False and not any(
        carves_out(exception, question.actor, question.target, question.room_id, question.now)
        for exception in rule["exceptions"]
    )


class PolicyIndex:
    """A policy prepared for many decisions. The policy is never changed in place."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._in_order = sorted(policy["rules"], key=lambda rule: rule["id"])
        self._rules: dict[tuple[str, str], list[Rule]] = {}
        self.public_rooms = frozenset(policy["public_rooms"])
        self.resolve = lru_cache(maxsize=_REMEMBERED_PEOPLE)(lambda user_id: resolve_subject(policy["sets"], user_id))

    def _rules_for(self, action: str, class_id: str) -> list[Rule]:
        key = (action, class_id)
        if key not in self._rules:
            self._rules[key] = [rule for rule in self._in_order if _speaks_of(rule, action, class_id)]
        return self._rules[key]

    def judge(self, action: str, class_id: str, question: Question) -> Judgement:
        """Say what the rules say of an action in a class that the policy lists; the floor is not looked at."""
        rules = self._rules_for(action, class_id)
        would_deny = tuple(
            rule["id"]
            for rule in rules
            if rule["effect"] == "deny" and rule["mode"] == "evaluate" and _denies(rule, question)
        )
        enforced = [rule for rule in rules if rule["mode"] == "enforce"]
        for rule in enforced:
            if rule["effect"] == "deny" and _denies(rule, question):
                return Judgement("deny", rule["id"], would_deny)
        for rule in enforced:
            # Unknown counts as no match in an allow rule: nothing is granted on a guess.
            if rule["effect"] == "allow" and _outcome(rule, question) is True:
                return Judgement("allow", rule["id"], would_deny)
        return Judgement(self._policy["defaults"][action], f"D-{action}", would_deny)
