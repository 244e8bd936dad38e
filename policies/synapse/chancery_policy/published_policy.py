"""Policy that is published as state events of the governance room (SPECIFICATION.md section 8)."""

import hashlib
import logging

from .chunks import LARGEST_PIECE, inflate_chunk
from .guard import PolicyGuard
from .json_value import JsonObject
from .offer_refused import OfferRefusedError
from .policy_model import Action
from .policy_store import PolicyStore
from .refusal import Refusal
from .room_facts import RoomFacts
from .sshsig import decode_base64
from .wire_names import (
    POLICY_BUNDLE_EVENT,
    POLICY_CHUNK_EVENT,
    POLICY_OVERLAY_EVENT,
    POLICY_PULSE_EVENT,
    POLICY_ROOT_EVENT,
)

logger = logging.getLogger(__name__)

# A policy event is no action of section 3; whoever sends one sends something.
_ACTION: Action = "send"


class PublishedPolicy:
    """Verifies what is published and puts it into force, or refuses it with the reason (F-08)."""

    def __init__(self, store: PolicyStore, guard: PolicyGuard, rooms: RoomFacts, service_account: str) -> None:
        self._store = store
        self._guard = guard
        self._rooms = rooms
        self._service_account = service_account

    async def may_publish(self, sender: str, room_id: str) -> Refusal | None:
        """Refuse anybody but the service account, and any room but one of kind governance."""
        if sender != self._service_account:
            return self._guard.floor("F-08", _ACTION)
        bundle = self._guard.bundle
        if bundle is None:
            return None
        class_id = (await self._rooms.room(room_id)).class_id
        room_class = None if class_id is None else bundle.policy["room_classes"].get(class_id)
        if room_class is None or room_class["kind"] != "governance":
            return self._guard.floor("F-08", _ACTION)
        return None

    async def offer(self, room_id: str, event_type: str, state_key: str, content: JsonObject) -> Refusal | None:
        """Accept what an event carries, or say why not. What was in force stays so when it is refused."""
        try:
            if event_type == POLICY_ROOT_EVENT:
                self._offer_root(state_key, content)
            elif event_type == POLICY_BUNDLE_EVENT:
                await self._offer_bundle(room_id, state_key, content)
            elif event_type == POLICY_OVERLAY_EVENT:
                self._store.offer_overlay(content, state_key)
            elif event_type == POLICY_PULSE_EVENT:
                self._offer_pulse(state_key, content)
            else:
                _check_chunk(event_type, state_key, content)
        except OfferRefusedError as problem:
            logger.warning("Refused a published %s: %s (F-08)", event_type, problem.code)
            return self._guard.floor("F-08", _ACTION, problem.code)
        return None

    def _offer_root(self, state_key: str, root: object) -> None:
        if state_key != str(self._store.expected_root_version(root)):
            raise OfferRefusedError("schema_invalid")
        # Every root of the chain stays readable under its version, so those already walked may be published too.
        if not self._store.holds_root(root):
            self._store.offer_root(root)

    def _offer_pulse(self, state_key: str, pulse: object) -> None:
        if state_key:
            raise OfferRefusedError("schema_invalid")
        self._store.offer_pulse(pulse)

    async def _offer_bundle(self, room_id: str, layer: str, envelope: object) -> None:
        manifest = self._store.manifest(envelope)
        if manifest["layer"] != layer:
            raise OfferRefusedError("schema_invalid")
        keys = [(POLICY_CHUNK_EVENT, entry["sha256"]) for entry in manifest["chunks"]]
        published = await self._rooms.state(room_id, keys)
        chunks = [published[key].get("data") for key in keys if key in published]
        self._store.offer_bundle({"envelope": envelope, "chunks": chunks}, room_id)


def _check_chunk(event_type: str, state_key: str, content: object) -> None:
    if event_type != POLICY_CHUNK_EVENT:
        raise OfferRefusedError("schema_invalid")
    encoded = content.get("data") if isinstance(content, dict) and set(content) == {"data"} else None
    data = decode_base64(encoded) if isinstance(encoded, str) else None
    if data is None:
        raise OfferRefusedError("schema_invalid")
    if hashlib.sha256(inflate_chunk(data, LARGEST_PIECE)).hexdigest() != state_key:
        raise OfferRefusedError("chunk_mismatch")
