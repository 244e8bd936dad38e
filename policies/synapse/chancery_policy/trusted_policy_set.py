"""What is trusted: one root, for each layer at most one bundle with its overlay, and the pulse.

SPECIFICATION.md section 7, "Trusting".

What is accepted replaces what was held; what is refused changes nothing.
"""

import hashlib
from collections.abc import Mapping
from typing import TypedDict

from .chunks import assemble
from .envelope import BUNDLE_NAMESPACE, OVERLAY_NAMESPACE, PULSE_NAMESPACE, open_envelope, verified_signers
from .evaluate import decide
from .in_force import PolicyInForce, freshness_of, in_force
from .instant import later
from .model import BundleContent, BundlePayload, LayerVersions, PolicyBundle, RootLayer
from .offer_refused import OfferRefusedError
from .overlay import PolicyOverlay, check_abuse, check_fit, read_overlay
from .payload_shape import is_bundle_content, is_bundle_in_transit, is_bundle_payload
from .policy_floor import check_floor
from .policy_model import POLICY_LANGUAGE
from .policy_shape import exceptions_end_in_time
from .pulse import VerifiedPulse, Versions, check_statements, check_turn, read_pulse, states_other
from .sshsig import decode_base64
from .strict_json import parse_strict_json
from .trusted_root import TrustedRoot, pinned_root, root_after

_CLOCK_SKEW_SECONDS = 600


class Mark(TypedDict):
    """The highest version ever accepted of a layer, and the hex digest of its payload."""

    version: int
    sha256: str


def _check_times(issued_at: str, expires: str, now: str, *, from_store: bool) -> None:
    if issued_at > later(now, _CLOCK_SKEW_SECONDS):
        raise OfferRefusedError("issued_in_future")
    if now >= expires and not from_store:
        raise OfferRefusedError("expired")


def _read_bundle_payload(data: bytes) -> BundlePayload:
    payload = parse_strict_json(data)
    if not is_bundle_payload(payload):
        raise OfferRefusedError("schema_invalid")
    if payload["lang"] != POLICY_LANGUAGE:
        raise OfferRefusedError("lang_unknown")
    return payload


def _decode_chunks(chunks: list[str]) -> list[bytes]:
    decoded = [decode_base64(chunk) for chunk in chunks]
    if None in decoded:
        raise OfferRefusedError("envelope_invalid")
    return [chunk for chunk in decoded if chunk is not None]


def _read_content(data: bytes, payload: BundlePayload) -> BundleContent:
    content = parse_strict_json(data)
    if not is_bundle_content(content):
        raise OfferRefusedError("schema_invalid")
    policy = content["policy"]
    if policy["lang"] != POLICY_LANGUAGE:
        raise OfferRefusedError("lang_unknown")
    if policy["layer"] != payload["layer"] or not exceptions_end_in_time(policy, payload["issued_at"]):
        raise OfferRefusedError("schema_invalid")
    return content


def _check_self_test(bundle: PolicyBundle, content: BundleContent) -> None:
    """Refuse a bundle that this evaluator understands otherwise than those who signed it."""
    for case in content["self_test"]:
        decision = decide(bundle, case["request"])
        if {"effect": decision["effect"], "rule_id": decision["rule_id"]} != case["expect"]:
            raise OfferRefusedError("self_test_failed")


class TrustedPolicySet:
    """Holds what is trusted. Has no clock: ``now`` is an instant handed in."""

    def __init__(self, pinned: object, marks: Mapping[str, Mark] | None = None) -> None:
        """Begin trust with ``pinned``, a root's envelope; raises OfferRefusedError when it does not hold by itself.

        Nothing below ``marks``, nor other bytes of the same version, is ever accepted.
        """
        self._root = pinned_root(pinned)
        self._bundles: dict[str, PolicyBundle] = {}
        self._overlays: dict[str, PolicyOverlay] = {}
        self._pulse: VerifiedPulse | None = None
        self._marks: dict[str, Mark] = {**(marks or {})}
        self._in_force: dict[str, PolicyInForce] = {}

    @property
    def root(self) -> TrustedRoot:
        """The newest trusted root."""
        return self._root

    @property
    def marks(self) -> Mapping[str, Mark]:
        """The highest version ever accepted, by layer."""
        return self._marks

    @property
    def pulse(self) -> VerifiedPulse | None:
        """The newest pulse, be it over or not."""
        return self._pulse

    def bundle(self, layer: str) -> PolicyBundle | None:
        """Return the bundle in force for ``layer``, as it was signed."""
        return self._bundles.get(layer)

    def overlay(self, layer: str) -> PolicyOverlay | None:
        """Return the newest overlay upon the bundle in force, be it over or not."""
        return self._overlays.get(layer)

    def in_force(self, layer: str) -> PolicyInForce | None:
        """Return what decides for ``layer``, or None when there is no bundle."""
        return self._in_force.get(layer)

    @property
    def versions(self) -> Versions:
        """What is held, as a pulse states it."""
        layers: dict[str, LayerVersions] = {}
        for layer, bundle in self._bundles.items():
            overlay = self._overlays.get(layer)
            layers[layer] = {
                "bundle": {"version": bundle.version, "sha256": bundle.sha256},
                "overlay": None
                if overlay is None
                else {"version": overlay.payload["version"], "sha256": overlay.sha256},
            }
        return Versions(self._root.stated, layers)

    def _prepare(self) -> None:
        """Prepare what decides, after something was accepted."""
        expected, held = self._root.payload["pulse"] is not None, self.versions
        self._in_force = {
            layer: in_force(
                bundle,
                self._overlays.get(layer),
                freshness_of(bundle, self._pulse, held, pulses_expected=expected),
                self._in_force.get(layer),
            )
            for layer, bundle in self._bundles.items()
        }

    def offer_root(self, offered: object) -> TrustedRoot:
        """Accept the next root, an envelope, or raise OfferRefusedError.

        What a single person or machine said ends when this root no longer names them with the same key.
        """
        before, root = self._root, root_after(self._root, offered)
        self._root = root
        for layer, overlay in list(self._overlays.items()):
            role = root.payload["layers"].get(layer)
            stays = role is not None and overlay.signed_by <= set(role["officers"])
            if not stays or any(root.keys[name] != before.keys.get(name) for name in overlay.signed_by):
                del self._overlays[layer]
        pulse = self._pulse
        # A pulse that spoke of another root under this version spoke of nothing that is: officers have the last word.
        if pulse is not None and (
            any(root.hosts.get(name) != before.hosts[name] for name in pulse.signed_by)
            or states_other(pulse.payload["root"], root.stated)
        ):
            self._pulse = None
        self._prepare()
        return root

    def offer_bundle(self, offered: object, now: str, *, from_store: bool = False) -> PolicyBundle:
        """Accept a bundle in transit, or raise OfferRefusedError with the first step that fails.

        ``from_store`` says that it was accepted here before: it may then have expired since, and is in force and stale.
        """
        if not is_bundle_in_transit(offered):
            raise OfferRefusedError("envelope_invalid")
        chunks = _decode_chunks(offered["chunks"])
        payload, signers, data = self._verify_bundle(offered["envelope"], now, from_store=from_store)
        _check_times(payload["issued_at"], payload["expires"], now, from_store=from_store)
        digest = hashlib.sha256(data).hexdigest()
        held = self._bundles.get(payload["layer"])
        self._check_succession(payload, digest, held)
        content = _read_content(assemble(payload["chunks"], chunks), payload)
        if check_floor(None if held is None else held.policy, content["policy"]) is not None:
            raise OfferRefusedError("floor_violated")
        bundle = PolicyBundle(
            layer=payload["layer"],
            version=payload["version"],
            issued_at=payload["issued_at"],
            expires=payload["expires"],
            sha256=digest,
            signed_by=tuple(officer for officer in self._root.keys if officer in signers),
            threshold=self._root.payload["layers"][payload["layer"]]["threshold"],
            policy=content["policy"],
        )
        _check_self_test(bundle, content)
        self._bundles[bundle.layer] = bundle
        self._marks[bundle.layer] = {"version": bundle.version, "sha256": digest}
        self._overlays.pop(bundle.layer, None)  # it was upon the bundle before
        self._prepare()
        return bundle

    def offer_overlay(self, offered: object, now: str, *, from_store: bool = False) -> PolicyOverlay:
        """Accept an overlay upon the bundle in force, an envelope, or raise OfferRefusedError.

        ``from_store``: one that is over refuses nothing, and still says that it was there.
        """
        envelope, data = open_envelope(offered)
        self._check_root_expiry(now, from_store=from_store)
        signers = verified_signers(envelope, data, self._root.keys, OVERLAY_NAMESPACE)
        payload = read_overlay(data)
        self._speaking(payload["layer"], signers)
        check_abuse(payload)
        _check_times(payload["issued_at"], payload["expires"], now, from_store=from_store)
        layer = payload["layer"]
        overlay = PolicyOverlay(payload, hashlib.sha256(data).hexdigest(), signers)
        check_fit(overlay, self._bundles.get(layer), self._overlays.get(layer), self._stated(layer))
        self._overlays[layer] = overlay
        self._prepare()
        return overlay

    def offer_pulse(self, offered: object, now: str, *, from_store: bool = False) -> VerifiedPulse:
        """Accept a pulse, an envelope, or raise OfferRefusedError.

        ``from_store``: one that is over vouches for nothing, and is still gone on from.
        """
        envelope, data = open_envelope(offered)
        self._check_root_expiry(now, from_store=from_store)
        if self._root.payload["pulse"] is None:
            raise OfferRefusedError("role_missing")
        signers = verified_signers(envelope, data, self._root.hosts, PULSE_NAMESPACE)
        pulse = VerifiedPulse(read_pulse(data), hashlib.sha256(data).hexdigest(), signers)
        _check_times(pulse.payload["issued_at"], pulse.payload["expires"], now, from_store=from_store)
        check_turn(pulse, self._pulse)
        check_statements(pulse.versions, None if self._pulse is None else self._pulse.versions, self.versions)
        self._pulse = pulse
        self._prepare()
        return pulse

    def _stated(self, layer: str) -> LayerVersions | None:
        return None if self._pulse is None else self._pulse.payload["layers"].get(layer)

    def manifest(self, envelope: object, now: str) -> BundlePayload:
        """Return what a bundle's envelope says, once its signatures hold: which chunks to look for."""
        return self._verify_bundle(envelope, now, from_store=False)[0]

    def _check_root_expiry(self, now: str, *, from_store: bool) -> None:
        if now >= self._root.payload["expires"] and not from_store:
            raise OfferRefusedError("root_expired")

    def _verify_bundle(
        self, offered: object, now: str, *, from_store: bool
    ) -> tuple[BundlePayload, frozenset[str], bytes]:
        """Open a bundle's envelope: nothing of the payload is looked at before its signatures hold."""
        envelope, data = open_envelope(offered)
        self._check_root_expiry(now, from_store=from_store)
        signers = verified_signers(envelope, data, self._root.keys, BUNDLE_NAMESPACE)
        payload = _read_bundle_payload(data)
        if len(signers) < self._speaking(payload["layer"], signers)["threshold"]:
            raise OfferRefusedError("threshold_not_met")
        return payload, signers, data

    def _speaking(self, name: str, signers: frozenset[str]) -> RootLayer:
        """Return the role for the layer ``name``, if all ``signers`` are officers of it."""
        layer = self._root.payload["layers"].get(name)
        if layer is None:
            raise OfferRefusedError("layer_unknown")
        if not signers <= set(layer["officers"]):
            raise OfferRefusedError("signer_unknown")
        return layer

    def _check_succession(self, payload: BundlePayload, digest: str, held: PolicyBundle | None) -> None:
        version = payload["version"]
        mark = self._marks.get(payload["layer"])
        if mark is not None and version < mark["version"]:
            raise OfferRefusedError("version_old")
        if mark is not None and version == mark["version"] and digest != mark["sha256"]:
            raise OfferRefusedError("version_conflict")
        # What is held has left its mark: what comes here under its version is itself.
        if held is not None and version == held.version:
            raise OfferRefusedError("version_same")
        stated = self._stated(payload["layer"])
        if stated is not None and states_other(stated["bundle"], {"version": version, "sha256": digest}):
            raise OfferRefusedError("version_conflict")
        if held is not None and version == held.version + 1 and payload["prev_sha256"] != held.sha256:
            raise OfferRefusedError("prev_mismatch")
