"""A policy prepared for many decisions: each question that differs for the rules is worked out once, and remembered."""

from weakref import WeakValueDictionary

from .matcher import rooms_named_by
from .people import People, Profile
from .plan import Objection, Plan, Situation, plan_for
from .policy_model import Effect, Policy, RoomClass, Rule

# Plans remembered: enough for every pair of sets of a large state in every class, and bounded.
_REMEMBERED_PLANS = 100_000


# Action, class, actor's profile, target's profile, room if rules name it.
PlanKey = tuple[str, str, int, int, str]
# What class and rules say: effect, rule_id, would_deny, obligations, unmet.
Judgement = tuple[Effect, str, list[str], list[str], list[str]]


def _speaks_of(rule: Rule, action: str, class_id: str) -> bool:
    if action not in rule["actions"]:
        return False
    room = rule["room"]
    if room is None:
        return True
    among, not_among = room["class"], room["class_not"]
    return (among is None or class_id in among) and (not_among is None or class_id not in not_among)


def _unmet(requires: tuple[str, ...], met: list[str] | None) -> list[str]:
    return [] if met is None else [one for one in requires if one not in met]


def _stands(objection: Objection, met: list[str] | None, now: str) -> bool:
    """Return whether an objection stands at this moment; one that asks for something only until it is seen to."""
    if now < objection.carved_until:
        return False
    return objection.requires is None or bool(_unmet(objection.requires, met))


class PolicyIndex:
    """A policy prepared for many decisions. The policy is never changed in place."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._in_order = sorted(policy["rules"], key=lambda rule: rule["id"])
        self._rules: dict[tuple[str, str], list[Rule]] = {}
        self._plans: dict[PlanKey, Plan] = {}
        # rooms in which a rule may say something that it does not say in others of their class
        self._special = {
            room_id
            for rule in self._in_order
            for room_id in (
                *rooms_named_by(rule["room"], policy),
                *(exception["room_id"] for exception in rule["exceptions"]),
            )
            if room_id is not None
        }
        self.public_rooms = frozenset(policy["public_rooms"])
        self.people = People(policy)

    def _new_plan(self, key: PlanKey, room_class: RoomClass, situation: Situation) -> Plan:
        place = (situation.action, situation.class_id)
        if place not in self._rules:
            self._rules[place] = [rule for rule in self._in_order if _speaks_of(rule, *place)]
        plan = plan_for(self._policy, self._rules[place], room_class, situation)
        if len(self._plans) >= _REMEMBERED_PLANS:
            self._plans.clear()
        self._plans[key] = plan
        return plan

    def judge(
        self,
        action: str,
        class_id: str,
        room_class: RoomClass,
        *,
        actor: Profile,
        target: Profile,
        room_id: str | None,
        met: list[str] | None,
        now: str,
    ) -> Judgement:
        """Say what class and rules say of an action; of the floor, only who may be in (F-11) is looked at."""
        room = room_id if room_id is not None and room_id in self._special else ""
        key = (action, class_id, actor.key, target.key, room)
        plan = self._plans.get(key) or self._new_plan(
            key, room_class, Situation(action, class_id, actor, target, room_id)
        )
        would_deny = [one.rule_id for one in plan.on_trial if _stands(one, met, now)] if plan.on_trial else []
        for objection in plan.denying:
            if _stands(objection, met, now):
                return "deny", objection.rule_id, would_deny, [], []
        for objection in plan.requiring:
            if _stands(objection, met, now):
                return "deny", objection.rule_id, would_deny, [], _unmet(objection.requires or (), met)
        if not plan.admitted:
            return "deny", "F-11", would_deny, [], []
        if plan.allowed_by is not None:
            return "allow", plan.allowed_by, would_deny, list(plan.obligations), []
        return self._policy["defaults"][action], f"D-{action}", would_deny, [], []


# By identity: an index holds its policy, so no other policy can have that identity while the index is there.
_indexes: WeakValueDictionary[int, PolicyIndex] = WeakValueDictionary()


def index_of(policy: Policy) -> PolicyIndex:
    """Return the index of a policy, built once for as long as somebody holds it."""
    index = _indexes.get(id(policy))
    if index is None:
        index = PolicyIndex(policy)
        _indexes[id(policy)] = index
    return index
