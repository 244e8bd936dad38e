"""What is trusted: one root and, for each layer, at most one bundle (SPECIFICATION.md section 7).

What is accepted replaces what was held; what is refused changes nothing.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypedDict

from .envelope import BUNDLE_NAMESPACE, ROOT_NAMESPACE, open_envelope, verified_signers
from .instant import later
from .model import BundlePayload, PolicyBundle, RootPayload
from .offer_refused import OfferRefusedError
from .policy_model import POLICY_LANGUAGE, Policy
from .policy_shape import (
    chunks_too_large,
    exceptions_end_in_time,
    is_bundle_in_transit,
    is_bundle_payload,
    is_policy,
    is_root_payload,
)
from .sshsig import decode_base64, is_usable_key, read_public_key
from .strict_json import parse_strict_json

_CLOCK_SKEW_SECONDS = 600


class Mark(TypedDict):
    """The highest version ever accepted of a layer, and the hex digest of its payload."""

    version: int
    sha256: str


@dataclass(frozen=True)
class TrustedRoot:
    """A root that was found good: what it says, its officers' keys by id, and its exact bytes."""

    payload: RootPayload
    keys: Mapping[str, bytes]
    data: bytes


def _read_root(data: bytes) -> TrustedRoot:
    """Read a root's payload and check it against itself."""
    payload = parse_strict_json(data)
    if not is_root_payload(payload):
        raise OfferRefusedError("schema_invalid")
    officers, layers = payload["officers"], payload["layers"].values()
    keys = [read_public_key(officer["key"]) or b"" for officer in officers]
    if not all(map(is_usable_key, keys)):
        raise OfferRefusedError("key_low_order")
    people = [officer["id"] for officer in officers]
    groups: list[list[str]] = [people, *(layer["officers"] for layer in layers)]
    if len(set(keys)) != len(keys) or any(len(set(group)) != len(group) for group in groups):
        raise OfferRefusedError("officer_duplicate")
    thresholds = [
        (payload["root_threshold"], people),
        *((layer["threshold"], layer["officers"]) for layer in layers),
    ]
    if not all(1 <= threshold <= len(group) for threshold, group in thresholds):
        raise OfferRefusedError("threshold_unreachable")
    return TrustedRoot(payload, dict(zip(people, keys, strict=True)), data)


def _check_version(offered: int, held: int, *, same_bytes: bool) -> None:
    if offered < held:
        raise OfferRefusedError("version_old")
    if offered == held:
        raise OfferRefusedError("version_same" if same_bytes else "version_conflict")


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


def _assemble(payload: BundlePayload, chunks: list[bytes]) -> bytes:
    """Return the normalised policy, of which every byte is vouched for by the manifest."""
    sizes = [entry["size"] for entry in payload["chunks"]]
    if chunks_too_large(sizes):
        raise OfferRefusedError("too_large")
    if len(chunks) < len(sizes):
        raise OfferRefusedError("chunk_missing")
    if len(chunks) > len(sizes):
        raise OfferRefusedError("chunk_mismatch")
    for entry, chunk in zip(payload["chunks"], chunks, strict=True):
        if len(chunk) != entry["size"] or hashlib.sha256(chunk).hexdigest() != entry["sha256"]:
            raise OfferRefusedError("chunk_mismatch")
    return b"".join(chunks)


def _read_policy(data: bytes, payload: BundlePayload) -> Policy:
    policy = parse_strict_json(data)
    if not is_policy(policy):
        raise OfferRefusedError("schema_invalid")
    if policy["lang"] != POLICY_LANGUAGE:
        raise OfferRefusedError("lang_unknown")
    if policy["layer"] != payload["layer"] or not exceptions_end_in_time(policy, payload["issued_at"]):
        raise OfferRefusedError("schema_invalid")
    return policy


def _check_floor(policy: Policy, held: Policy | None) -> None:
    """Refuse what no signature can make valid."""
    for name, room_class in policy["room_classes"].items():
        before = None if held is None else held["room_classes"].get(name)
        lowers = before is not None and before["encryption"] == "required" and room_class["encryption"] == "none"
        public = room_class["public"] and (room_class["encryption"] != "none" or room_class["kind"] != "room")
        direct = room_class["kind"] == "direct" and (
            room_class["history_visibility"] != "joined" or room_class["new_member"] != "hold"
        )
        silent = room_class["kind"] in ("space", "governance") and room_class["encryption"] != "none"
        if lowers or public or direct or silent:
            raise OfferRefusedError("floor_violated")


class TrustedPolicySet:
    """Holds the trusted root and bundles. Has no clock: ``now`` is an instant handed in."""

    def __init__(self, pinned_root: object, marks: Mapping[str, Mark] | None = None) -> None:
        """Begin trust with ``pinned_root``, an envelope; raises OfferRefusedError when it does not hold by itself.

        Nothing below ``marks``, nor other bytes of the same version, is ever accepted.
        """
        envelope, data = open_envelope(pinned_root)
        root = _read_root(data)
        signers = verified_signers(envelope, data, root.keys, ROOT_NAMESPACE)
        if len(signers) < root.payload["root_threshold"]:
            raise OfferRefusedError("threshold_not_met")
        self._root = root
        self._bundles: dict[str, PolicyBundle] = {}
        self._marks: dict[str, Mark] = {**(marks or {})}

    @property
    def root(self) -> TrustedRoot:
        """The newest trusted root."""
        return self._root

    @property
    def marks(self) -> Mapping[str, Mark]:
        """The highest version ever accepted, by layer."""
        return self._marks

    def bundle(self, layer: str) -> PolicyBundle | None:
        """Return the bundle in force for ``layer``."""
        return self._bundles.get(layer)

    def offer_root(self, offered: object) -> TrustedRoot:
        """Accept the next root, an envelope, or raise OfferRefusedError.

        Its own expiry is not looked at here: a root that has expired is still walked through to the one after it.
        """
        held = self._root
        envelope, data = open_envelope(offered)
        signers = verified_signers(envelope, data, held.keys, ROOT_NAMESPACE)
        if len(signers) < held.payload["root_threshold"]:
            raise OfferRefusedError("threshold_not_met")
        root = _read_root(data)
        version, held_version = root.payload["version"], held.payload["version"]
        _check_version(version, held_version, same_bytes=data == held.data)
        if version > held_version + 1:
            raise OfferRefusedError("version_skipped")
        confirming = [officer for officer in signers if root.keys.get(officer) == held.keys[officer]]
        if len(confirming) < root.payload["root_threshold"]:
            raise OfferRefusedError("threshold_not_met")
        self._root = root
        return root

    def offer_bundle(self, offered: object, now: str, *, from_store: bool = False) -> PolicyBundle:
        """Accept a bundle in transit, or raise OfferRefusedError with the first step that fails.

        ``from_store`` says that it was accepted here before: it may then have expired since, and is in force and stale.
        """
        if not is_bundle_in_transit(offered):
            raise OfferRefusedError("envelope_invalid")
        chunks = _decode_chunks(offered["chunks"])
        payload, signers, data = self._verify_bundle(offered["envelope"], now, from_store=from_store)
        self._check_times(payload, now, from_store=from_store)
        digest = hashlib.sha256(data).hexdigest()
        held = self._bundles.get(payload["layer"])
        self._check_succession(payload, digest, held)
        policy = _read_policy(_assemble(payload, chunks), payload)
        _check_floor(policy, None if held is None else held.policy)
        bundle = PolicyBundle(
            layer=payload["layer"],
            version=payload["version"],
            issued_at=payload["issued_at"],
            expires=payload["expires"],
            sha256=digest,
            signed_by=tuple(officer for officer in self._root.keys if officer in signers),
            threshold=self._root.payload["layers"][payload["layer"]]["threshold"],
            policy=policy,
        )
        self._bundles[bundle.layer] = bundle
        self._marks[bundle.layer] = {"version": bundle.version, "sha256": digest}
        return bundle

    def manifest(self, envelope: object, now: str) -> BundlePayload:
        """Return what a bundle's envelope says, once its signatures hold: which chunks to look for."""
        return self._verify_bundle(envelope, now, from_store=False)[0]

    def _verify_bundle(
        self, offered: object, now: str, *, from_store: bool
    ) -> tuple[BundlePayload, frozenset[str], bytes]:
        """Open a bundle's envelope: nothing of the payload is looked at before its signatures hold."""
        envelope, data = open_envelope(offered)
        if now >= self._root.payload["expires"] and not from_store:
            raise OfferRefusedError("root_expired")
        signers = verified_signers(envelope, data, self._root.keys, BUNDLE_NAMESPACE)
        payload = _read_bundle_payload(data)
        self._check_signers(payload["layer"], signers)
        return payload, signers, data

    def _check_signers(self, name: str, signers: frozenset[str]) -> None:
        layer = self._root.payload["layers"].get(name)
        if layer is None:
            raise OfferRefusedError("layer_unknown")
        if not signers <= set(layer["officers"]):
            raise OfferRefusedError("signer_unknown")
        if len(signers) < layer["threshold"]:
            raise OfferRefusedError("threshold_not_met")

    @staticmethod
    def _check_times(payload: BundlePayload, now: str, *, from_store: bool) -> None:
        if payload["issued_at"] > later(now, _CLOCK_SKEW_SECONDS):
            raise OfferRefusedError("issued_in_future")
        if now >= payload["expires"] and not from_store:
            raise OfferRefusedError("expired")

    def _check_succession(self, payload: BundlePayload, digest: str, held: PolicyBundle | None) -> None:
        version = payload["version"]
        mark = self._marks.get(payload["layer"])
        if mark is not None and version <= mark["version"]:
            if version < mark["version"]:
                raise OfferRefusedError("version_old")
            if digest != mark["sha256"]:
                raise OfferRefusedError("version_conflict")
        if held is None:
            return
        _check_version(version, held.version, same_bytes=held.sha256 == digest)
        if version == held.version + 1 and payload["prev_sha256"] != held.sha256:
            raise OfferRefusedError("prev_mismatch")
