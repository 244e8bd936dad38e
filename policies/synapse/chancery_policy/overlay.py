"""The emergency overlay: what one officer may refuse at once (SPECIFICATION.md section 7, "Overlay")."""

from dataclasses import dataclass

from .instant import later
from .model import LayerVersions, OverlayPayload, PolicyBundle, Stated
from .offer_refused import OfferRefusedError
from .payload_shape import is_overlay_payload
from .policy_model import ACTIONS, POLICY_LANGUAGE, REFUSABLE_ACTIONS
from .policy_shape import names_what_exists
from .pulse import states_other
from .strict_json import parse_strict_json

_LONGEST_SECONDS = 72 * 3600
# It travels as one state event.
_LARGEST = 40_000
# From this version on it takes as many officers.
_RENEWAL_VERSION, _RENEWAL_OFFICERS = 2, 2

_REFUSABLE = frozenset(REFUSABLE_ACTIONS)
# ``read`` is no action of the language, so that no rule can refuse it; an overlay that tries is told why.
_READING = {"read", *ACTIONS} - _REFUSABLE


@dataclass(frozen=True)
class PolicyOverlay:
    """A verified overlay. It refuses while ``now`` is before its ``expires``, and is remembered after."""

    payload: OverlayPayload
    sha256: str
    signed_by: frozenset[str]


def read_overlay(data: bytes) -> OverlayPayload:
    """Read an overlay's payload: its form and language. Raises OfferRefusedError."""
    if len(data) > _LARGEST:
        raise OfferRefusedError("too_large")
    payload = parse_strict_json(data)
    if not is_overlay_payload(payload):
        raise OfferRefusedError("schema_invalid")
    if payload["lang"] != POLICY_LANGUAGE:
        raise OfferRefusedError("lang_unknown")
    return payload


def check_abuse(payload: OverlayPayload) -> None:
    """Refuse what no overlay may do, whoever signed it."""
    if payload["expires"] > later(payload["issued_at"], _LONGEST_SECONDS):
        raise OfferRefusedError("lasts_too_long")
    if any(rule["effect"] != "deny" for rule in payload["rules"]):
        raise OfferRefusedError("overlay_allows")
    actions = {action for rule in payload["rules"] for action in rule["actions"]}
    if actions & _READING:
        raise OfferRefusedError("overlay_refuses_reading")
    if not actions <= _REFUSABLE:
        raise OfferRefusedError("schema_invalid")


def check_fit(
    following: PolicyOverlay, bundle: PolicyBundle | None, held: PolicyOverlay | None, stated: LayerVersions | None
) -> None:
    """Refuse what is not upon the bundle that is held, or does not come after the overlay that is.

    Nor what is another than the pulse held, by ``stated``, says of the layer.
    """
    upon, version = following.payload["bundle"], following.payload["version"]
    if bundle is not None and upon["version"] < bundle.version:
        raise OfferRefusedError("version_old")
    if bundle is None or upon["version"] != bundle.version or upon["sha256"] != bundle.sha256:
        raise OfferRefusedError("bundle_mismatch")
    if held is not None and version <= held.payload["version"]:
        if version < held.payload["version"]:
            raise OfferRefusedError("version_old")
        raise OfferRefusedError("version_same" if following.sha256 == held.sha256 else "version_conflict")
    offered: Stated = {"version": version, "sha256": following.sha256}
    upon_same = None if stated is None or stated["bundle"]["version"] != bundle.version else stated["overlay"]
    if states_other(upon_same, offered):
        raise OfferRefusedError("version_conflict")
    if version >= _RENEWAL_VERSION and len(following.signed_by) < _RENEWAL_OFFICERS:
        raise OfferRefusedError("renewed_alone")
    if not all(names_what_exists(rule, bundle.policy) for rule in following.payload["rules"]):
        raise OfferRefusedError("schema_invalid")
