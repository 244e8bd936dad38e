"""Roots: the pinned one, and the step from one to the next (SPECIFICATION.md section 7, "Trusting")."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from .envelope import ROOT_NAMESPACE, open_envelope, verified_signers
from .model import RootPayload, Stated
from .offer_refused import OfferRefusedError
from .payload_shape import is_root_payload
from .sshsig import SigningKey, is_usable_key, read_public_key
from .strict_json import parse_strict_json


@dataclass(frozen=True)
class TrustedRoot:
    """A root that was found good: what it says, keys of officers and of policy hosts by id, and its exact bytes."""

    payload: RootPayload
    keys: Mapping[str, SigningKey]
    hosts: Mapping[str, SigningKey]
    data: bytes

    @cached_property
    def stated(self) -> Stated:
        """Its version and digest, as a pulse states them."""
        return {"version": self.payload["version"], "sha256": hashlib.sha256(self.data).hexdigest()}


def _root_officers(payload: RootPayload) -> list[str]:
    """Return who has a say about roots: all officers but those whom the root names for further layers alone.

    Else a ministry's officers could put others in the place of the nation's.
    """
    layers = payload["layers"]
    national = layers["national"]["officers"] if "national" in layers else []
    further = {officer for name, layer in layers.items() if name != "national" for officer in layer["officers"]}
    ids = [officer["id"] for officer in payload["officers"]]
    return [officer for officer in ids if officer in national or officer not in further]


def _read_root(data: bytes) -> TrustedRoot:
    """Read a root's payload and check it against itself."""
    payload = parse_strict_json(data)
    if not is_root_payload(payload):
        raise OfferRefusedError("schema_invalid")
    hosts = [] if payload["pulse"] is None else payload["pulse"]["hosts"]
    # Each is a key, says the form.
    keys = [key for signer in (*payload["officers"], *hosts) if (key := read_public_key(signer["key"])) is not None]
    if not all(is_usable_key(key.point) for key in keys):
        raise OfferRefusedError("key_low_order")
    # OpenSSH lets a token sign for ``ssh:…`` only; what a web page can ask of the same token has another application.
    if any(key.application is not None and not key.application.startswith(b"ssh:") for key in keys):
        raise OfferRefusedError("application_wrong")
    officers = [officer["id"] for officer in payload["officers"]]
    signers = [*officers, *(host["id"] for host in hosts)]
    layers = payload["layers"].values()
    groups: list[list[str]] = [signers, *(layer["officers"] for layer in layers)]
    if len({key.point for key in keys}) != len(keys) or any(len(set(group)) != len(group) for group in groups):
        raise OfferRefusedError("officer_duplicate")
    thresholds = [
        (payload["root_threshold"], _root_officers(payload)),
        *((layer["threshold"], layer["officers"]) for layer in layers),
    ]
    if not all(1 <= threshold <= len(group) for threshold, group in thresholds):
        raise OfferRefusedError("threshold_unreachable")
    by_id = dict(zip(signers, keys, strict=True))
    return TrustedRoot(
        payload, {name: by_id[name] for name in officers}, {host["id"]: by_id[host["id"]] for host in hosts}, data
    )


def pinned_root(offered: object) -> TrustedRoot:
    """Return the first root, checked for form and against itself: nobody else vouches for it."""
    envelope, data = open_envelope(offered)
    root = _read_root(data)
    signers = verified_signers(envelope, data, root.keys, ROOT_NAMESPACE)
    if len(signers & set(_root_officers(root.payload))) < root.payload["root_threshold"]:
        raise OfferRefusedError("threshold_not_met")
    return root


def root_after(held: TrustedRoot, offered: object) -> TrustedRoot:
    """Return the next root, if as many officers of the old root signed it as that asks for, and as many of the new one.

    Officers who are new are read about in the payload: their signatures are looked at once the old threshold is met.
    The root's own expiry is not asked: one that has expired is still walked through to the one after it.
    """
    envelope, data = open_envelope(offered)
    ours = [entry for entry in envelope["signatures"] if entry["officer"] in held.keys]
    others = [entry for entry in envelope["signatures"] if entry["officer"] not in held.keys]
    if others and not ours:
        raise OfferRefusedError("threshold_not_met")
    signers = verified_signers({**envelope, "signatures": ours}, data, held.keys, ROOT_NAMESPACE)
    if len(signers & set(_root_officers(held.payload))) < held.payload["root_threshold"]:
        raise OfferRefusedError("threshold_not_met")
    root = _read_root(data)
    version, held_version = root.payload["version"], held.payload["version"]
    if version < held_version:
        raise OfferRefusedError("version_old")
    if version == held_version:
        raise OfferRefusedError("version_same" if data == held.data else "version_conflict")
    if version > held_version + 1:
        raise OfferRefusedError("version_skipped")
    joined = verified_signers({**envelope, "signatures": others}, data, root.keys, ROOT_NAMESPACE) if others else ()
    staying = [officer for officer in signers if root.keys.get(officer) == held.keys[officer]]
    if len({*staying, *joined} & set(_root_officers(root.payload))) < root.payload["root_threshold"]:
        raise OfferRefusedError("threshold_not_met")
    return root
