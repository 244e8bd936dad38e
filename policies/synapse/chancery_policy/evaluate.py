"""``decide``: one access request under one verified bundle (SPECIFICATION.md section 6)."""

from collections.abc import Sequence

from .access_request import Decision, LayeredDecision, action_named_in, is_access_request
from .floor import refused_by_floor
from .model import PolicyBundle
from .policy_model import LAYERS


def decide(bundle: PolicyBundle, request: object) -> Decision:
    """Decide ``request``: the floor, deny, require, whom the class lets in, allow, the written default.

    Total and pure: no clock (``now`` is part of the request), nothing is raised for any value. What has not exactly
    the form of an access request is refused with F-07.
    """
    if not is_access_request(request):
        return {
            "effect": "deny",
            "rule_id": "F-07",
            "action": action_named_in(request),
            "layer": bundle.layer,
            "policy_version": bundle.version,
            "would_deny": [],
            "obligations": [],
            "unmet": [],
        }
    action, room, now = request["action"], request["room"], request["now"]
    class_id = room["class"] or ""
    index = bundle.index
    room_class = bundle.policy["room_classes"].get(class_id)
    actor = index.people.profile_of(request["actor"])
    target = index.people.profile_of(request["target"])
    floor = refused_by_floor(request, room_class, index, actor=actor, target=target, stale=now >= bundle.expires)
    if floor is not None or room_class is None:
        return {
            "effect": "deny",
            "rule_id": floor or "F-01",
            "action": action,
            "layer": bundle.layer,
            "policy_version": bundle.version,
            "would_deny": [],
            "obligations": [],
            "unmet": [],
        }
    effect, rule_id, would_deny, obligations, unmet = index.judge(
        action, class_id, room_class, actor=actor, target=target, room_id=room["id"], met=request["met"], now=now
    )
    return {
        "effect": effect,
        "rule_id": rule_id,
        "action": action,
        "layer": bundle.layer,
        "policy_version": bundle.version,
        "would_deny": would_deny,
        "obligations": obligations,
        "unmet": unmet,
    }


def decide_layers(national: PolicyBundle, narrower: Sequence[PolicyBundle], request: object) -> LayeredDecision:
    """Decide under the bundles of several layers; ``narrower`` has at most one bundle of each other layer.

    Each is asked alone, and the first that refuses decides, national before ministry before service; so a further layer
    can only narrow. The obligations of all go with what is allowed.
    """
    in_order = [national, *sorted(narrower, key=lambda bundle: LAYERS.index(bundle.layer))]
    layers = [decide(bundle, request) for bundle in in_order]
    deciding = next((one for one in layers if one["effect"] == "deny"), layers[0])
    obligations: list[str] = []
    if deciding["effect"] == "allow":
        obligations = sorted({obligation for one in layers for obligation in one["obligations"]})
    return {**deciding, "obligations": obligations, "layers": layers}
