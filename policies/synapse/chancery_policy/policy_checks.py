"""What the module answers to each thing that somebody wants to do: a refusal, or None.

Free of Synapse: facts about rooms come from RoomFacts, decisions from PolicyGuard.
"""

from .creation import CreationRequest, creation_request
from .guard import PolicyGuard, Room
from .json_value import JsonObject, thaw
from .message_event import is_bare_reaction, is_megolm, is_verification_step
from .model import PolicyBundle
from .policy_model import Action
from .published_policy import PublishedPolicy
from .refusal import Refusal
from .room_facts import RoomFacts
from .state_change import CALLS, MESSAGES, WATCHED, leaves_the_class, raised
from .wire_names import POLICY_EVENT_PREFIX


class PolicyChecks:
    """The checks behind the callbacks of ``module``."""

    def __init__(self, guard: PolicyGuard, rooms: RoomFacts, published: PublishedPolicy) -> None:
        self._guard = guard
        self._rooms = rooms
        self._published = published

    async def create_room(self, actor: str, body: object) -> Refusal | None:
        """Check the body of ``POST /createRoom``, or what Synapse makes of an upgrade: that one never has a class."""
        if self._guard.bundle is None:
            return self._guard.without_policy("create_room", actor)
        request = creation_request(thaw(body))
        room = Room(None, request.class_id)
        refusal = self._guard.ask("create_room", actor, room, creation=request.creation)
        if refusal is not None:
            return refusal
        if request.invite is None or not request.predecessor_readable:
            return self._guard.floor("F-04", "create_room")
        if request.alias and (refusal := self._guard.ask("set_alias", actor, room)) is not None:
            return refusal
        return await self._succession(actor, request) or self._invitations(actor, room, request.invite)

    async def _succession(self, actor: str, request: CreationRequest) -> Refusal | None:
        """A room that continues another has the same class, and whoever makes it may upgrade."""
        if request.predecessor is None:
            return None
        old = await self._rooms.room(request.predecessor)
        if old.class_id != request.class_id:
            return self._guard.floor("F-04", "create_room")
        return self._guard.ask("upgrade_room", actor, old)

    def _invitations(self, actor: str, room: Room, invited: tuple[str, ...]) -> Refusal | None:
        """Refused before the room exists: Synapse would ask only afterwards, and leave an empty room behind."""
        for target in invited:
            refusal = self._guard.ask("invite", actor, room, target=target)
            if refusal is not None:
                return refusal
        return None

    async def join(self, actor: str, room_id: str) -> Refusal | None:
        """Check whether ``actor`` may enter, invited or not."""
        return self._guard.ask("join", actor, await self._rooms.room(room_id))

    async def invite(self, actor: str, target: str | None, room_id: str) -> Refusal | None:
        """Check an invitation; ``target`` is None for somebody known by an address of another kind only."""
        return self._guard.ask("invite", actor, await self._rooms.room(room_id), target=target)

    def invite_from_elsewhere(self, actor: str, target: str, room: Room) -> Refusal | None:
        """Check an invitation by another server, whose word is all there is about the room."""
        return self._guard.ask("invite", actor, room, target=target)

    async def publish(self, actor: str, room_id: str) -> Refusal | None:
        """Check whether ``actor`` may change the room's entry in the directory."""
        return self._guard.ask("publish", actor, await self._rooms.room(room_id))

    def create_alias(self, actor: str) -> Refusal | None:
        """A name in the directory says nothing of a room; what the room itself says of its alias is governed."""
        return self._guard.without_policy("publish", actor)

    async def state_event(self, actor: str, room_id: str, event_type: str, content: JsonObject) -> Refusal | None:
        """Check a state event about to be sent. Policy that it carries is looked at in ``publish_policy``."""
        if event_type.startswith(POLICY_EVENT_PREFIX):
            return await self._published.may_publish(actor, room_id)
        if self._guard.bundle is None:
            return self._guard.without_policy("make_public", actor)
        if event_type == "m.room.tombstone":
            return await self._tombstone(actor, room_id, content)
        if event_type == "m.room.redaction":
            # Synapse applies it as state too
            return await self._redaction(actor, room_id, content.get("redacts"))
        if event_type in MESSAGES:
            return self._guard.ask("send", actor, await self._rooms.room(room_id), event_encrypted=False)
        if event_type in CALLS:
            # An empty one takes part no longer.
            return self._guard.ask("start_call", actor, await self._rooms.room(room_id)) if content else None
        if event_type == "m.room.canonical_alias":
            return self._guard.ask("set_alias", actor, await self._rooms.room(room_id)) if content else None
        if event_type not in WATCHED:
            return None
        return await self._class_kept(actor, room_id, event_type, content)

    async def _class_kept(self, actor: str, room_id: str, event_type: str, content: JsonObject) -> Refusal | None:
        """Ask each layer whose class the event leaves, or that has no such class; and the others about power."""
        room = await self._rooms.room(room_id)
        left: list[PolicyBundle] = []
        kept: list[PolicyBundle] = []
        for bundle in self._guard.bundles:
            room_class = bundle.policy["room_classes"].get(room.class_id or "")
            leaves = room_class is None or leaves_the_class(event_type, content, room_class)
            (left if leaves else kept).append(bundle)
        if left:
            action: Action = "change_history" if event_type == "m.room.history_visibility" else "make_public"
            refusal = self._guard.ask(action, actor, room, of=left)
            if refusal is not None:
                return refusal
        return await self._power(actor, room, content, kept) if kept and event_type == "m.room.power_levels" else None

    async def _power(self, actor: str, room: Room, content: JsonObject, of: list[PolicyBundle]) -> Refusal | None:
        """Ask about everybody whose own power level would rise."""
        key = ("m.room.power_levels", "")
        held = (await self._rooms.state(room.room_id or "", [key])).get(key, {})
        for target in sorted(raised(held, content)):
            refusal = self._guard.ask("change_power", actor, room, target=target, of=of)
            if refusal is not None:
                return refusal
        return None

    async def _tombstone(self, actor: str, room_id: str, content: JsonObject) -> Refusal | None:
        room = await self._rooms.room(room_id)
        refusal = self._guard.ask("upgrade_room", actor, room)
        if refusal is not None:
            return refusal
        successor = content.get("replacement_room")
        if isinstance(successor, str) and await self._rooms.continues(successor, room_id, room.class_id):
            return None
        return self._guard.floor("F-01", "upgrade_room")

    async def publish_policy(
        self, room_id: str, event_type: str, state_key: str, content: JsonObject
    ) -> Refusal | None:
        """Verify policy that a state event carries, and put it into force."""
        return await self._published.offer(room_id, event_type, state_key, content)

    async def message_event(self, actor: str, room_id: str, event_type: str, content: JsonObject) -> Refusal | None:
        """Check an event that is no state: what is not encrypted is plaintext, whatever its type."""
        bundle = self._guard.bundle
        if bundle is None:
            return self._guard.without_policy("send", actor)
        if event_type == "m.room.redaction":
            return await self._redaction(actor, room_id, content.get("redacts"))
        room = await self._rooms.room(room_id)
        encrypted = is_megolm(event_type, content)
        room_class = None if room.class_id is None else bundle.policy["room_classes"].get(room.class_id)
        if room_class is not None and room_class["encryption"] == "required":
            encrypted = encrypted or is_bare_reaction(event_type, content)
            encrypted = encrypted or is_verification_step(event_type, content, actor)
        if encrypted:
            room = Room(room.room_id, room.class_id, await self._rooms.is_encrypted(room_id))
        return self._guard.ask("send", actor, room, event_encrypted=encrypted)

    async def _redaction(self, actor: str, room_id: str, redacted: object) -> Refusal | None:
        """Let what was said be taken away (Matrix says by whom), but neither encryption nor published policy."""
        kind = await self._rooms.fixed_by(room_id, redacted)
        if kind is None:
            return None
        if kind.startswith(POLICY_EVENT_PREFIX):
            return self._guard.floor("F-08", "send")
        refusal = self._guard.ask("make_public", actor, await self._rooms.room(room_id))
        return refusal or self._guard.floor("F-03", "make_public")
