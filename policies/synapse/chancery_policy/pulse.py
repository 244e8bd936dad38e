"""The pulse: a policy host's word on which versions are current (SPECIFICATION.md section 7, "Pulse")."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .instant import later
from .model import LayerVersions, PulsePayload, Stated
from .offer_refused import OfferRefusedError
from .payload_shape import is_pulse_payload
from .strict_json import parse_strict_json

# A pulse holds no longer than this; so long, at most, a freeze goes unnoticed.
PULSE_SECONDS = 24 * 3600
_NONE: Stated = {"version": 0, "sha256": ""}


@dataclass(frozen=True)
class Versions:
    """Versions as a pulse states them, or as somebody holds them."""

    root: Stated
    layers: Mapping[str, LayerVersions]

    def of_layer(self, layer: str) -> "Versions":
        """Return what is said of the root and of one layer."""
        return Versions(self.root, {name: said for name, said in self.layers.items() if name == layer})


@dataclass(frozen=True)
class VerifiedPulse:
    """A pulse, the digest of its payload, and the ids of the hosts whose signatures hold."""

    payload: PulsePayload
    sha256: str
    signed_by: frozenset[str]

    @property
    def versions(self) -> Versions:
        """What it states."""
        return Versions(self.payload["root"], self.payload["layers"])


def read_pulse(data: bytes) -> PulsePayload:
    """Read a pulse's payload, or raise OfferRefusedError."""
    payload = parse_strict_json(data)
    if not is_pulse_payload(payload):
        raise OfferRefusedError("schema_invalid")
    if payload["expires"] > later(payload["issued_at"], PULSE_SECONDS):
        raise OfferRefusedError("lasts_too_long")
    return payload


def _pairs(following: Versions, known: Versions) -> Iterator[tuple[Stated, Stated]]:
    """Yield what ``known`` has, beside what ``following`` says of it; overlays upon the same bundle only."""
    yield following.root, known.root
    for layer, before in known.layers.items():
        now = following.layers.get(layer)
        bundle = _NONE if now is None else now["bundle"]
        yield bundle, before["bundle"]
        if before["overlay"] is not None and now is not None and bundle["version"] == before["bundle"]["version"]:
            yield now["overlay"] or _NONE, before["overlay"]


def states_other(stated: Stated | None, offered: Stated) -> bool:
    """Return whether a pulse has another digest for a version than what is offered under that version."""
    return stated is not None and stated["version"] == offered["version"] and stated["sha256"] != offered["sha256"]


def _goes_back(following: Versions, known: Versions) -> bool:
    return any(said["version"] < before["version"] for said, before in _pairs(following, known))


def _contradicts(following: Versions, known: Versions) -> bool:
    return any(states_other(said, before) for said, before in _pairs(following, known))


def check_statements(following: Versions, before: Versions | None, held: Versions) -> None:
    """Refuse a pulse that goes back behind the one ``before`` it, or has another digest for a version that is known.

    ``held`` may be newer than what the host has seen; under the same version it must be the same.
    """
    if before is not None and _goes_back(following, before):
        raise OfferRefusedError("version_old")
    if _contradicts(following, held) or (before is not None and _contradicts(following, before)):
        raise OfferRefusedError("version_conflict")


def check_turn(following: VerifiedPulse, held: VerifiedPulse | None) -> None:
    """Refuse a pulse that is not later than the one held: the moment at which it was issued is its place."""
    if held is None or following.payload["issued_at"] > held.payload["issued_at"]:
        return
    if following.payload["issued_at"] < held.payload["issued_at"]:
        raise OfferRefusedError("version_old")
    raise OfferRefusedError("version_same" if following.sha256 == held.sha256 else "version_conflict")


def is_behind(held: Versions, pulse: Versions, layer: str) -> bool:
    """Return whether a pulse states a newer root, or anything newer of ``layer``, than what is held."""
    return _goes_back(held, pulse.of_layer(layer))
