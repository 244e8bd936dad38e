"""What decides together: the national layer, and each further one that the root names.

SPECIFICATION.md section 7, "What decides".
"""

from dataclasses import dataclass, replace

from .model import Layer, PolicyBundle
from .policy_model import LAYERS
from .pulse import is_behind
from .trusted_policy_set import TrustedPolicySet

DECIDING_LAYER: Layer = "national"


@dataclass(frozen=True)
class LayersInForce:
    """What ``decide_layers`` is asked with: ``narrower`` in the order in which they are asked.

    One of version 0 stands for a layer that the root names and of which no bundle is held.
    """

    national: PolicyBundle
    narrower: tuple[PolicyBundle, ...]

    @property
    def all(self) -> tuple[PolicyBundle, ...]:
        """Every layer, national first."""
        return (self.national, *self.narrower)


def _vouched_absent(trusted: TrustedPolicySet, layer: str, now: str) -> bool:
    """Return whether a policy host vouches that nothing was ever published of ``layer``."""
    pulse = trusted.pulse
    if pulse is None or now >= pulse.payload["expires"] or layer in pulse.payload["layers"]:
        return False
    return not is_behind(trusted.versions, pulse.versions, layer)


def _missing(layer: Layer, national: PolicyBundle, since: str) -> PolicyBundle:
    """Return what stands for a bundle that is missing: it has run out since the root named its layer.

    It has the nation's rules, so it refuses nothing that the nation allows but what widens. Whoever withholds a layer's
    bundle gains nothing by it.
    """
    return replace(national, layer=layer, version=0, issued_at=since, expires=since)


def layers_in_force(trusted: TrustedPolicySet, now: str) -> LayersInForce | None:
    """Return what decides at the instant ``now``, or None without a national bundle: then there are no rules."""
    first = trusted.in_force(DECIDING_LAYER)
    if first is None:
        return None
    national = first.deciding(now)
    root = trusted.root.payload
    narrower: list[PolicyBundle] = []
    for layer in LAYERS:
        if layer == DECIDING_LAYER or layer not in root["layers"]:
            continue
        held = trusted.in_force(layer)
        if held is not None:
            narrower.append(held.deciding(now))
        elif not _vouched_absent(trusted, layer, now):
            narrower.append(_missing(layer, national, root["issued_at"]))
    return LayersInForce(national, tuple(narrower))
