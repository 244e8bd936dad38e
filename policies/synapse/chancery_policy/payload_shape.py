"""The exact forms of envelopes and of what is signed in them (SPECIFICATION.md section 7)."""

from typing import TypeGuard

from .model import (
    BundleContent,
    BundleInTransit,
    BundlePayload,
    Envelope,
    OverlayPayload,
    PulsePayload,
    RootPayload,
)
from .policy_model import LAYERS
from .policy_shape import emergency_rule_shape, form, instant_shape, is_policy, localised_shape, short_text
from .shape import also, any_string, boolean, exactly, integer, list_of, nullable, one_of, record, string_that
from .sshsig import read_public_key

_sha256 = form(r"[0-9a-f]{64}")

_envelope = exactly(
    {
        "payload": any_string,
        "signatures": list_of(exactly({"officer": any_string, "signature": any_string}), 0, 16),
    }
)
_transit = exactly({"envelope": _envelope, "chunks": list_of(any_string)})

_signer_id = form(r"[a-z0-9][a-z0-9.-]{0,63}")
_key = string_that(lambda value: read_public_key(value) is not None)
_officer = exactly(
    {
        "id": _signer_id,
        "name": short_text,
        "title": localised_shape,
        "key": _key,
    }
)
_layer = exactly({"officers": list_of(_signer_id, 1), "threshold": integer(0)})


def _expires_later(value: object) -> bool:
    return isinstance(value, dict) and value["issued_at"] < value["expires"]


def _names_its_officers(value: object) -> bool:
    """Return whether every officer of a layer is one of the root."""
    if not isinstance(value, dict):
        return False
    known = {officer["id"] for officer in value["officers"]}
    return all(known.issuperset(layer["officers"]) for layer in value["layers"].values())


_root = also(
    also(
        exactly(
            {
                "type": one_of("root"),
                "version": integer(1),
                "example": boolean,
                "issued_at": instant_shape,
                "expires": instant_shape,
                "officers": list_of(_officer, 1),
                "root_threshold": integer(0),
                "layers": record(one_of(*LAYERS), _layer),
                "pulse": nullable(exactly({"hosts": list_of(exactly({"id": _signer_id, "key": _key}), 1)})),
            }
        ),
        _expires_later,
    ),
    _names_its_officers,
)


def _follows_something(value: object) -> bool:
    """Return whether version 1 names no bundle before it, and every other one does."""
    return isinstance(value, dict) and (value["version"] == 1) == (value["prev_sha256"] is None)


_bundle = also(
    also(
        exactly(
            {
                "type": one_of("bundle"),
                "lang": short_text,
                "layer": short_text,
                "version": integer(1),
                "prev_sha256": nullable(_sha256),
                "issued_at": instant_shape,
                "expires": instant_shape,
                "compiler": short_text,
                "chunks": list_of(exactly({"sha256": _sha256, "size": integer(1)}), 1),
            }
        ),
        _expires_later,
    ),
    _follows_something,
)


_stated = exactly({"version": integer(1), "sha256": _sha256})

_pulse = also(
    exactly(
        {
            "type": one_of("pulse"),
            "issued_at": instant_shape,
            "expires": instant_shape,
            "root": _stated,
            "layers": record(one_of(*LAYERS), exactly({"bundle": _stated, "overlay": nullable(_stated)})),
        }
    ),
    _expires_later,
)


def _rules_are_sorted(value: object) -> bool:
    identifiers = [rule["id"] for rule in value["rules"]] if isinstance(value, dict) else []
    return identifiers == sorted(set(identifiers))


_overlay = also(
    also(
        exactly(
            {
                "type": one_of("overlay"),
                "lang": short_text,
                "layer": short_text,
                "bundle": _stated,
                "version": integer(1),
                "issued_at": instant_shape,
                "expires": instant_shape,
                "rules": list_of(emergency_rule_shape),
            }
        ),
        _expires_later,
    ),
    _rules_are_sorted,
)

# What is no access request is refused too, with F-07, by every evaluator.
_self_test = list_of(
    exactly({"request": lambda _: True, "expect": exactly({"effect": one_of("allow", "deny"), "rule_id": short_text})}),
    1,
    256,
)
_content = exactly({"policy": is_policy, "self_test": _self_test})


def is_envelope(value: object) -> TypeGuard[Envelope]:
    """Return whether ``value`` is an envelope."""
    return _envelope(value)


def is_bundle_in_transit(value: object) -> TypeGuard[BundleInTransit]:
    """Return whether ``value`` is an envelope with its chunks."""
    return _transit(value)


def is_root_payload(value: object) -> TypeGuard[RootPayload]:
    """Return whether ``value`` is what a root says. Keys and thresholds are checked when it is trusted."""
    return _root(value)


def is_bundle_payload(value: object) -> TypeGuard[BundlePayload]:
    """Return whether ``value`` is what a bundle says, of any language and layer, with chunks of any size."""
    return _bundle(value)


def is_pulse_payload(value: object) -> TypeGuard[PulsePayload]:
    """Return whether ``value`` is what a pulse says."""
    return _pulse(value)


def is_overlay_payload(value: object) -> TypeGuard[OverlayPayload]:
    """Return whether ``value`` is what an overlay says, of any language and layer, with rules of any effect."""
    return _overlay(value)


def is_bundle_content(value: object) -> TypeGuard[BundleContent]:
    """Return whether ``value`` is what chunks make: a policy of any language, and questions to it."""
    return _content(value)
