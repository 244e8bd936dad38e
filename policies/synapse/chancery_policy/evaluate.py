"""``decide``: one access request under one verified bundle (SPECIFICATION.md section 6)."""

from typing import Literal

from .access_request import Action, Decision, action_named_in, is_access_request
from .floor import refused_by_floor
from .model import PolicyBundle
from .rule_index import Question


def decide(bundle: PolicyBundle, request: object) -> Decision:
    """Decide ``request``: the floor, then deny rules, then allow rules, then the written default.

    Total and pure: no clock (``now`` is part of the request), nothing is raised for any value. What has not exactly
    the form of an access request is refused with F-07.
    """

    def answer(
        effect: Literal["allow", "deny"], rule_id: str, action: Action | None, would_deny: tuple[str, ...] = ()
    ) -> Decision:
        return {
            "effect": effect,
            "rule_id": rule_id,
            "action": action,
            "layer": bundle.layer,
            "policy_version": bundle.version,
            "would_deny": list(would_deny),
        }

    if not is_access_request(request):
        return answer("deny", "F-07", action_named_in(request))
    action, room, now = request["action"], request["room"], request["now"]
    class_id = room["class"]
    index = bundle.index
    room_class = None if class_id is None else bundle.policy["room_classes"].get(class_id)
    floor = refused_by_floor(request, room_class, index, stale=now >= bundle.expires)
    if floor is not None or class_id is None:
        return answer("deny", floor or "F-01", action)
    target = request["target"]
    question = Question(
        actor=index.resolve(request["actor"]),
        target=None if target is None else index.resolve(target),
        room_id=room["id"],
        now=now,
    )
    judgement = index.judge(action, class_id, question)
    return answer(judgement.effect, judgement.rule_id, action, judgement.would_deny)
