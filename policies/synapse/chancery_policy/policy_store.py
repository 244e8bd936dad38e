"""Keeps what is trusted, outside Synapse's database and its backups: a restored database restores no older policy."""

import copy
import json
import logging
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TypedDict, TypeGuard, cast

from .layers_in_force import DECIDING_LAYER, LayersInForce, layers_in_force
from .model import BundleInTransit, BundlePayload, Envelope
from .offer_refused import OfferRefusedError
from .payload_shape import is_bundle_in_transit, is_envelope
from .policy_model import LAYERS
from .shape import any_string, exactly, integer, list_of, nullable, one_of, record
from .strict_json import parse_strict_json
from .trusted_policy_set import Mark, TrustedPolicySet

logger = logging.getLogger(__name__)

_STATE_FILE = "trusted-policy.json"

_state_shape = exactly(
    {
        "roots": list_of(is_envelope, 1),
        "bundles": record(one_of(*LAYERS), is_bundle_in_transit),
        "marks": record(one_of(*LAYERS), exactly({"version": integer(1), "sha256": any_string})),
        "overlays": record(one_of(*LAYERS), is_envelope),
        "pulse": nullable(is_envelope),
        "governance_room_id": nullable(any_string),
    }
)
_root_file_shape = exactly({"roots": list_of(is_envelope, 1)})


class StateDamagedError(Exception):
    """The state directory cannot be trusted or written. Nobody but the service account may act until it can."""


class _State(TypedDict):
    """What is written: the accepted bytes themselves, so that a restart verifies them again."""

    roots: list[Envelope]
    bundles: dict[str, BundleInTransit]
    marks: dict[str, Mark]
    overlays: dict[str, Envelope]
    pulse: Envelope | None
    governance_room_id: str | None


def _is_state(value: object) -> TypeGuard[_State]:
    return _state_shape(value)


def _empty() -> _State:
    return {"roots": [], "bundles": {}, "marks": {}, "overlays": {}, "pulse": None, "governance_room_id": None}


class PolicyStore:
    """The trusted policy set, and its copy in ``state_dir``.

    ``root_file`` has ``{"roots": [Envelope, …]}``, of which the first is pinned; ``bundle_file`` a bundle in transit,
    of the layer national. Beside it may lie ``ministry.json`` and ``service.json`` with those of the further layers.
    ``now`` returns the instant. After ``load``, the highest version that holds of each layer is in force.
    """

    def __init__(self, root_file: Path, bundle_file: Path, state_dir: Path, now: Callable[[], str]) -> None:
        self._root_file = root_file
        self._bundle_files = {
            layer: bundle_file if layer == DECIDING_LAYER else bundle_file.with_name(f"{layer}.json")
            for layer in LAYERS
        }
        self._state_dir = state_dir
        self._now = now
        self._trusted: TrustedPolicySet | None = None
        self._state = _empty()

    @property
    def layers(self) -> LayersInForce | None:
        """What ``decide_layers`` is asked with now (section 7, "What decides"), or None: then there is no policy."""
        return None if self._trusted is None else layers_in_force(self._trusted, self._now())

    @property
    def governance_room_id(self) -> str | None:
        """The room in which policy was last published here: a hint, never a reason to trust."""
        return self._state["governance_room_id"]

    def answer(self) -> dict[str, object]:
        """Return what the policy endpoint says (SPECIFICATION.md section 8)."""
        return {name: part for name, part in self._state.items() if name != "marks"}

    def load(self) -> None:
        """Read the files and the state directory. Whatever is wrong is logged, and leaves less trusted, never more."""
        self._trusted = None
        self._state = _empty()
        try:
            self._load()
        except OfferRefusedError as problem:
            logger.error("The pinned root is refused: %s. There is no policy.", problem.code)  # noqa: TRY400
        except (OSError, StateDamagedError) as problem:
            self._trusted = None
            logger.error("The policy cannot be read (%s). There is no policy.", problem)  # noqa: TRY400
        layers = self.layers
        if layers is None:
            logger.error("No verified policy is held: only the service account may act (F-06)")
            return
        for missing in (bundle.layer for bundle in layers.narrower if bundle.version == 0):
            logger.error("No bundle of layer %s is held: what widens is refused (F-05)", missing)

    def _load(self) -> None:
        installed = parse_strict_json(self._root_file.read_bytes())
        if not _root_file_shape(installed) or not isinstance(installed, dict):
            raise OfferRefusedError("envelope_invalid")
        roots = cast(list[Envelope], installed["roots"])  # the shape holds
        stored = self._read_state()
        trusted = TrustedPolicySet(roots[0], stored["marks"] if stored else None)
        self._state["roots"] = [roots[0]]
        self._trusted = trusted
        for root in [*roots[1:], *(stored["roots"] if stored else [])]:
            self._take(partial(self._accept_root, trusted, root), "an installed root")
        if stored:
            self._state["governance_room_id"] = stored["governance_room_id"]
            for bundle in stored["bundles"].values():
                self._take(partial(self._accept_bundle, trusted, bundle, from_store=True), "the stored bundle")
        for layer, file in self._bundle_files.items():
            if file.exists():
                self._take(partial(self._accept_installed, trusted, layer), f"the installed bundle of layer {layer}")
        if stored:
            for overlay in stored["overlays"].values():
                self._take(partial(self._load_overlay, trusted, overlay), "the stored overlay")
            if stored["pulse"] is not None:
                self._take(partial(self._accept_pulse, trusted, stored["pulse"], from_store=True), "the stored pulse")
        self._save()

    def _take(self, accept: Callable[[], None], what: str) -> None:
        try:
            accept()
        except OfferRefusedError as problem:
            # Files of a deployment are installed again and again; what is held already is no news.
            if problem.code not in ("version_same", "version_old"):
                logger.error("Refused %s: %s", what, problem.code)  # noqa: TRY400

    def _accept_root(self, trusted: TrustedPolicySet, root: Envelope) -> None:
        trusted.offer_root(root)
        self._state["roots"].append(root)

    def _accept_installed(self, trusted: TrustedPolicySet, layer: str) -> None:
        offered = parse_strict_json(self._bundle_files[layer].read_bytes())
        if not is_bundle_in_transit(offered):
            raise OfferRefusedError("envelope_invalid")
        if trusted.manifest(offered["envelope"], self._now())["layer"] != layer:
            raise OfferRefusedError("schema_invalid")
        self._accept_bundle(trusted, offered, from_store=False)

    def _accept_bundle(self, trusted: TrustedPolicySet, offered: object, *, from_store: bool) -> None:
        bundle = trusted.offer_bundle(offered, self._now(), from_store=from_store)
        self._state["bundles"][bundle.layer] = cast(BundleInTransit, offered)  # only such a thing is accepted
        logger.info("Policy version %d of layer %s is in force", bundle.version, bundle.layer)

    def _accept_overlay(self, trusted: TrustedPolicySet, offered: object, *, from_store: bool) -> str:
        overlay = trusted.offer_overlay(offered, self._now(), from_store=from_store)
        layer = overlay.payload["layer"]
        self._state["overlays"][layer] = cast(Envelope, offered)  # only such a thing is accepted
        return layer

    def _load_overlay(self, trusted: TrustedPolicySet, stored: Envelope) -> None:
        self._accept_overlay(trusted, stored, from_store=True)

    def _accept_pulse(self, trusted: TrustedPolicySet, offered: object, *, from_store: bool) -> None:
        trusted.offer_pulse(offered, self._now(), from_store=from_store)
        self._state["pulse"] = cast(Envelope, offered)

    def expected_root_version(self, root: object) -> int:
        """Return the version under which ``root`` may be published: its own when held, else that of the next one."""
        newest = self._needed().root.payload["version"]
        held = [entry["payload"] for entry in self._state["roots"]]
        payload = root["payload"] if is_envelope(root) else None
        return newest - len(held) + 1 + held.index(payload) if payload in held else newest + 1

    def holds_root(self, root: object) -> bool:
        """Return whether these very bytes are those of a root that led here."""
        return is_envelope(root) and root["payload"] in (entry["payload"] for entry in self._state["roots"])

    def offer_root(self, root: object) -> None:
        """Accept the next root and keep it, or raise OfferRefusedError (StateDamagedError: it cannot be kept)."""
        with self._all_or_nothing():
            self._accept_root(self._needed(), cast(Envelope, root))
            self._save()

    def manifest(self, envelope: object) -> BundlePayload:
        """Return what a bundle says once its signatures hold, or raise OfferRefusedError."""
        return self._needed().manifest(envelope, self._now())

    def offer_bundle(self, offered: object, room_id: str) -> None:
        """Accept a bundle published in ``room_id`` and keep it, or raise like ``offer_root``.

        The version in force, offered again with the same bytes, is fine too.
        """
        with self._all_or_nothing():
            with _unless_the_same():
                self._accept_bundle(self._needed(), offered, from_store=False)
            self._state["governance_room_id"] = room_id
            self._save()

    def offer_overlay(self, offered: object, layer: str) -> None:
        """Accept an overlay upon the bundle of ``layer`` and keep it, or raise like ``offer_root``.

        The one in force, offered again with the same bytes, is fine too.
        """
        with self._all_or_nothing(), _unless_the_same():
            if self._accept_overlay(self._needed(), offered, from_store=False) != layer:
                raise OfferRefusedError("schema_invalid")
            self._save()
            logger.info("An overlay of layer %s is in force", layer)

    def offer_pulse(self, offered: object) -> None:
        """Accept a pulse and keep it, or raise like ``offer_root``; the one held, offered again, is fine too."""
        with self._all_or_nothing(), _unless_the_same():
            self._accept_pulse(self._needed(), offered, from_store=False)
            self._save()

    @contextmanager
    def _all_or_nothing(self) -> Iterator[None]:
        """What cannot be kept on the disk is not in force either: a restart would bring the older version back."""
        trusted, state = copy.deepcopy(self._trusted), copy.deepcopy(self._state)
        try:
            yield
        except (OfferRefusedError, StateDamagedError):
            self._trusted, self._state = trusted, state
            raise

    def _needed(self) -> TrustedPolicySet:
        if self._trusted is None:
            raise StateDamagedError("no root is trusted")
        return self._trusted

    def _read_state(self) -> _State | None:
        path = self._state_dir / _STATE_FILE
        if not path.exists():
            return None
        try:
            state = parse_strict_json(path.read_bytes())
        except OfferRefusedError as problem:
            raise StateDamagedError(f"{_STATE_FILE} is damaged") from problem
        if not _is_state(state):
            # Going on without it would forget the high-water mark: an older policy could come back.
            raise StateDamagedError(f"{_STATE_FILE} is damaged")
        return state

    def _save(self) -> None:
        """Write the state so that a crash leaves the old or the new one, never half of either."""
        trusted = self._needed()
        self._state["marks"] = dict(trusted.marks)
        # A root can end a layer, and so nobody is offered its bundle any more.
        self._state["bundles"] = {
            layer: bundle
            for layer, bundle in self._state["bundles"].items()
            if layer in trusted.root.payload["layers"]
        }
        # A bundle ends the overlay upon the one before it, a root what those it dismisses said.
        self._state["overlays"] = {
            layer: overlay for layer, overlay in self._state["overlays"].items() if trusted.overlay(layer) is not None
        }
        self._state["pulse"] = None if trusted.pulse is None else self._state["pulse"]
        content = json.dumps(self._state)
        try:
            _write_atomically(self._state_dir / _STATE_FILE, content)
        except OSError as problem:
            raise StateDamagedError(f"{_STATE_FILE} cannot be written") from problem


@contextmanager
def _unless_the_same() -> Iterator[None]:
    """Let pass that what is offered is held already: a room is published to again and again."""
    try:
        yield
    except OfferRefusedError as problem:
        if problem.code != "version_same":
            raise


def _write_atomically(path: Path, content: str) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        # the new name too has to be on the disk
        os.fsync(directory)
    finally:
        os.close(directory)
