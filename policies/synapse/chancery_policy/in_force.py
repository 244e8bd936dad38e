"""What decides at a moment: a bundle, narrowed by its overlay, and stale as soon as nobody vouches for it any more."""

from dataclasses import dataclass, replace
from typing import Literal

from .instant import later
from .model import PolicyBundle
from .overlay import PolicyOverlay
from .pulse import PULSE_SECONDS, VerifiedPulse, Versions, is_behind

Ending = Literal["expiry", "no_pulse", "behind"]


@dataclass(frozen=True)
class Freshness:
    """Until when a bundle is fresh, and what ends that: expiry, no newer pulse, or a pulse that names newer things."""

    until: str
    ends: Ending


def freshness_of(
    bundle: PolicyBundle, pulse: VerifiedPulse | None, held: Versions, *, pulses_expected: bool
) -> Freshness:
    """A bundle vouches for itself for as long as a pulse does: those who signed it said that it is the newest."""

    def until(moment: str, ends: Ending) -> Freshness:
        return Freshness(moment, ends) if moment < bundle.expires else Freshness(bundle.expires, "expiry")

    if not pulses_expected:
        return Freshness(bundle.expires, "expiry")
    if pulse is not None and is_behind(held, pulse.versions, bundle.layer):
        return until(pulse.payload["issued_at"], "behind")
    own = later(bundle.issued_at, PULSE_SECONDS)
    if pulse is None or bundle.layer not in pulse.payload["layers"]:
        return until(own, "no_pulse")
    return until(max(own, pulse.payload["expires"]), "no_pulse")


@dataclass(frozen=True)
class PolicyInForce:
    """``decide`` is asked with ``narrowed`` while the overlay refuses, else with ``plain``; both turn stale alike."""

    plain: PolicyBundle
    narrowed: PolicyBundle
    overlay: PolicyOverlay | None
    freshness: Freshness

    def active_overlay(self, now: str) -> PolicyOverlay | None:
        """Return the overlay that refuses at the instant ``now``."""
        return self.overlay if self.overlay is not None and now < self.overlay.payload["expires"] else None

    def deciding(self, now: str) -> PolicyBundle:
        """Return what ``decide`` is asked with at the instant ``now``: its ``expires`` is when it turns stale."""
        return self.plain if self.active_overlay(now) is None else self.narrowed


def in_force(
    bundle: PolicyBundle, overlay: PolicyOverlay | None, freshness: Freshness, before: PolicyInForce | None
) -> PolicyInForce:
    """Prepare what decides, once for many decisions.

    ``before`` is what decided until now: while neither bundle nor overlay is another, its policies go on, and with them
    the indexes of their rules. Numbers of an overlay's rules (E-) sort before a policy's (R-).
    """
    plain = replace(bundle, expires=freshness.until)
    if overlay is None:
        return PolicyInForce(plain, plain, None, freshness)
    if before is not None and before.overlay is overlay and before.plain.policy is bundle.policy:
        return PolicyInForce(plain, replace(before.narrowed, expires=freshness.until), overlay, freshness)
    rules = [*overlay.payload["rules"], *bundle.policy["rules"]]
    narrowed = replace(plain, policy={**bundle.policy, "rules": rules})
    return PolicyInForce(plain, narrowed, overlay, freshness)
