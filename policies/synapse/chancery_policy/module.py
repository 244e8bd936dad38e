"""The Synapse module: one thin callback for each thing that rules are about (SPECIFICATION.md section 3).

``check_event_allowed`` and ``on_new_event`` are not registered: Synapse would load a room's whole state for each event.
Callbacks return what Synapse 1.163 lets reach the client as fields of the error; where it would drop them, they raise.
"""

import logging
import time
from collections.abc import Awaitable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from synapse.module_api import NOT_SPAM, EventBase, JsonDict, LoggingTransaction, ModuleApi, Requester, RoomAlias
from synapse.module_api.errors import Codes, ConfigError, SynapseError

from .bypass_audit import AUDIT_INTERVAL_MS, BypassAudit, Membership
from .endpoint import PolicyResource, RoomClassResource
from .guard import PolicyGuard, Room
from .instant import instant_of
from .json_value import JsonObject, as_object, plain_object, thaw
from .policy_checks import PolicyChecks
from .policy_model import Action
from .policy_store import PolicyStore
from .published_policy import PublishedPolicy
from .refusal import Refusal
from .room_facts import RoomFacts, class_in
from .user_id import is_user_id
from .wire_names import ENDPOINT_PREFIX, POLICY_EVENT_PREFIX

logger = logging.getLogger(__name__)

# Memberships as they entered the current state of rooms, whoever let them in.
_MEMBERSHIPS = """
    SELECT delta.stream_id, delta.room_id, event.sender, delta.state_key, member.membership
    FROM current_state_delta_stream AS delta
    JOIN events AS event ON event.event_id = delta.event_id
    JOIN room_memberships AS member ON member.event_id = delta.event_id
    WHERE delta.type = 'm.room.member' AND delta.stream_id > ?
    ORDER BY delta.stream_id LIMIT ?
"""

Answer = Literal["NOT_SPAM"] | tuple[Codes, JsonDict]


@dataclass(frozen=True)
class ModuleConfig:
    """What ``homeserver.yaml`` says."""

    root_file: Path
    bundle_file: Path
    state_dir: Path
    service_account: str


class ChanceryPolicyModule:
    """Holds every local action to the signed policy in force."""

    def __init__(self, config: ModuleConfig, api: ModuleApi) -> None:
        self._api = api
        self._store = PolicyStore(config.root_file, config.bundle_file, config.state_dir, _now)
        self._store.load()
        self._guard = PolicyGuard(lambda: self._store.layers, config.service_account, _now)
        self._rooms = RoomFacts(self._read_state, self._read_kinds)
        published = PublishedPolicy(self._store, self._guard, self._rooms, config.service_account)
        self._checks = PolicyChecks(self._guard, self._rooms, published)
        api.register_third_party_rules_callbacks(on_create_room=self.on_create_room)
        api.register_spam_checker_callbacks(
            check_event_for_spam=self.check_event_for_spam,
            user_may_join_room=self.user_may_join_room,
            user_may_invite=self.user_may_invite,
            federated_user_may_invite=self.federated_user_may_invite,
            user_may_send_3pid_invite=self.user_may_send_3pid_invite,
            user_may_create_room=self.user_may_create_room,
            user_may_create_room_alias=self.user_may_create_room_alias,
            user_may_publish_room=self.user_may_publish_room,
            user_may_send_state_event=self.user_may_send_state_event,
        )
        audit = BypassAudit(self._checks, self._read_memberships, self._newest_membership)
        api.run_as_background_process("chancery_bypass_audit_begin", audit.run)
        api.looping_background_call(audit.run, AUDIT_INTERVAL_MS, desc="chancery_bypass_audit")
        api.register_web_resource(f"{ENDPOINT_PREFIX}/policy", PolicyResource(self._store.answer))
        api.register_web_resource(f"{ENDPOINT_PREFIX}/rooms", RoomClassResource(api, self._rooms))

    @staticmethod
    def parse_config(config: JsonDict) -> ModuleConfig:
        """Read the module's part of ``homeserver.yaml``; raises ConfigError, with which Synapse does not start."""
        names = {"root_file", "bundle_file", "state_dir", "service_account"}
        if set(config) != names or not all(isinstance(value, str) for value in config.values()):
            raise ConfigError(f"chancery_policy needs exactly {', '.join(sorted(names))}, each a string")
        if not is_user_id(config["service_account"]):
            raise ConfigError("chancery_policy: service_account must be a user ID")
        paths = {name: Path(config[name]) for name in names - {"service_account"}}
        if not all(path.is_absolute() for path in paths.values()):
            raise ConfigError("chancery_policy: paths must be absolute")
        return ModuleConfig(paths["root_file"], paths["bundle_file"], paths["state_dir"], config["service_account"])

    async def on_create_room(self, requester: Requester, config: JsonDict, is_requester_admin: bool) -> None:
        """Refuse a creation that is not as its class says: of server administrators too, who escape the next one."""
        actor = requester.user.to_string()
        refusal = await self._closed("create_room", self._checks.create_room(actor, config))
        if refusal is not None:
            if is_requester_admin:
                logger.warning("A server administrator's room creation is refused by %s", refusal.rule_id)
            raise _error(refusal)

    async def user_may_create_room(self, user_id: str, room_config: JsonDict) -> Answer:
        """Refuse the same again, and what reaches Synapse in another way: ``/upgrade``."""
        return _answer(await self._closed("create_room", self._checks.create_room(user_id, room_config)))

    async def user_may_join_room(self, user_id: str, room_id: str, _is_invited: bool) -> Answer:
        """Ask for ``join``."""
        return _answer(await self._closed("join", self._checks.join(user_id, room_id)))

    async def user_may_invite(self, inviter: str, invitee: str, room_id: str) -> Answer:
        """Ask for ``invite``. Synapse asks this too after ``federated_user_may_invite``, which has decided already."""
        if not self._api.is_mine(inviter):
            return NOT_SPAM
        return _answer(await self._closed("invite", self._checks.invite(inviter, invitee, room_id)))

    async def user_may_send_3pid_invite(self, inviter: str, _medium: str, _address: str, room_id: str) -> Answer:
        """Ask for ``invite`` of somebody of whom no user ID is known."""
        return _answer(await self._closed("invite", self._checks.invite(inviter, None, room_id)))

    async def federated_user_may_invite(self, event: EventBase) -> Answer:
        """Ask for ``invite`` with the class that the inviting server claims; it is checked again when one joins."""
        room = Room(event.room_id, _claimed_class(event))
        target = event.state_key if event.is_state() else ""
        return _answer(self._checks.invite_from_elsewhere(event.sender, target, room))

    async def user_may_publish_room(self, user_id: str, room_id: str) -> Answer:
        """Ask for ``publish``."""
        return _answer(await self._closed("publish", self._checks.publish(user_id, room_id)))

    async def user_may_create_room_alias(self, user_id: str, _alias: RoomAlias) -> Answer:
        """Refuse while there is no policy."""
        return _answer(self._checks.create_alias(user_id))

    async def user_may_send_state_event(
        self, user_id: str, room_id: str, event_type: str, _state_key: str, content: JsonDict
    ) -> Literal["NOT_SPAM"]:
        """Refuse what leaves the class of the room. Raises: fields returned from here never reach the client."""
        action = _action_of(event_type)
        refusal = await self._closed(action, self._checks.state_event(user_id, room_id, event_type, content))
        if refusal is not None:
            raise _error(refusal)
        return NOT_SPAM

    async def check_event_for_spam(self, event: EventBase) -> Answer:
        """Look at every event once more; server administrators and delayed events do not escape this one.

        An event of another server that Matrix accepts cannot be refused here without splitting the room: policy in it
        is offered, everything else passes and is only logged.
        """
        content = plain_object(event.content)
        if not self._api.is_mine(event.sender):
            await self._event_from_elsewhere(event, content)
            return NOT_SPAM
        if not event.is_state():
            check = self._checks.message_event(event.sender, event.room_id, event.type, content)
            return _answer(await self._closed("send", check))
        if event.type == "m.room.member":
            # asked for as join and invite
            return NOT_SPAM
        check = self._checks.state_event(event.sender, event.room_id, event.type, content)
        refusal = await self._closed("make_public", check)
        if refusal is None and event.type.startswith(POLICY_EVENT_PREFIX):
            offer = self._checks.publish_policy(event.room_id, event.type, event.state_key, content)
            refusal = await self._closed("send", offer)
        return _answer(refusal)

    async def _event_from_elsewhere(self, event: EventBase, content: JsonObject) -> None:
        if event.is_state() and event.type.startswith(POLICY_EVENT_PREFIX):
            offer = self._checks.publish_policy(event.room_id, event.type, event.state_key, content)
            await self._closed("send", offer)
        elif not event.is_state():
            check = self._checks.message_event(event.sender, event.room_id, event.type, content)
            refusal = await self._closed("send", check)
            if refusal is not None:
                logger.warning("Event %s from another server goes against %s", event.event_id, refusal.rule_id)

    async def _closed(self, action: Action, check: Awaitable[Refusal | None]) -> Refusal | None:
        """Await a check; whatever goes wrong in it is a refusal (F-07)."""
        try:
            return await check
        except Exception as problem:  # noqa: BLE001 - a check that breaks must not let anything through
            # Only the kind of failure: a message or a trace could carry what people wrote.
            logger.error("A check of %s failed (%s); refused by F-07", action, type(problem).__name__)  # noqa: TRY400
            return self._guard.floor("F-07", action)

    async def _newest_membership(self) -> int:
        def newest(transaction: LoggingTransaction) -> int:
            transaction.execute("SELECT COALESCE(MAX(stream_id), 0) FROM current_state_delta_stream")
            row = transaction.fetchone()
            return int(row[0]) if row else 0

        return await self._api.run_db_interaction("chancery_newest_membership", newest)

    async def _read_memberships(self, after: int, limit: int) -> Sequence[Membership]:
        def read(transaction: LoggingTransaction) -> list[Membership]:
            transaction.execute(_MEMBERSHIPS, (after, limit))
            return [Membership(*row) for row in transaction]

        return await self._api.run_db_interaction("chancery_memberships", read)

    async def _read_state(self, room_id: str, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], JsonObject]:
        state = await self._api.get_room_state(room_id, list(keys))
        return {key: plain_object(event.content) for key, event in state.items()}

    async def _read_kinds(self, room_id: str, kinds: Iterable[str]) -> dict[str, str]:
        state = await self._api.get_room_state(room_id, [(kind, None) for kind in kinds])
        return {event.event_id: event.type for event in state.values()}


def _action_of(event_type: str) -> Action:
    """Return what a state event does, for the refusal when a check of it breaks."""
    actions: dict[str, Action] = {"m.room.tombstone": "upgrade_room", "m.room.canonical_alias": "set_alias"}
    return actions.get(event_type, "make_public")


def _now() -> str:
    return instant_of(time.time())


def _answer(refusal: Refusal | None) -> Answer:
    return NOT_SPAM if refusal is None else (Codes.FORBIDDEN, refusal.fields())


def _error(refusal: Refusal) -> SynapseError:
    message = f"Refused by rule {refusal.rule_id}"
    return SynapseError(403, message, Codes.FORBIDDEN, refusal.fields())


def _claimed_class(event: EventBase) -> str | None:
    """Return the class in the stripped state that came with an invitation."""
    stripped = thaw(event.unsigned.get("invite_room_state", []))
    for entry in stripped if isinstance(stripped, list) else []:
        fields = as_object(entry) or {}
        if fields.get("type") == "m.room.create" and fields.get("state_key") == "":
            return class_in(as_object(fields.get("content")) or {})
    return None
