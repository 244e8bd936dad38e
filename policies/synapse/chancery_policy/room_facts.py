"""What the rules need to know of a room, read once and remembered where it cannot change."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable

from .guard import Room
from .json_value import JsonObject, as_object
from .wire_names import POLICY_EVENTS, ROOM_CLASS_KEY

_REMEMBERED_ROOMS = 50_000

# Reads the contents of some state events of a room, by (type, state key); what is not there is left out.
StateReader = Callable[[str, Iterable[tuple[str, str]]], Awaitable[dict[tuple[str, str], JsonObject]]]

# Returns the types of the room's current state events by event ID, as far as they are of the types asked for.
KindReader = Callable[[str, Iterable[str]], Awaitable[dict[str, str]]]

# Redacted, these lose what they say; of the others that a class fixes, Matrix keeps it.
_LOST_WHEN_REDACTED = ("m.room.encryption", *POLICY_EVENTS)

_CREATE = ("m.room.create", "")
_ENCRYPTION = ("m.room.encryption", "")


def class_in(creation: JsonObject) -> str | None:
    """Return the class that the content of an ``m.room.create`` names."""
    class_id = creation.get(ROOM_CLASS_KEY)
    return class_id if isinstance(class_id, str) else None


class RoomFacts:
    """Class and encryption of rooms.

    A room's creation never changes, and encryption once on stays on: both are remembered, but never that something is
    missing. Only the named state events are read, never the whole state of a room (which is slow in large rooms).
    """

    def __init__(self, read_state: StateReader, read_kinds: KindReader) -> None:
        self._read_state = read_state
        self._read_kinds = read_kinds
        self._creations: OrderedDict[str, JsonObject] = OrderedDict()
        self._encrypted: OrderedDict[str, None] = OrderedDict()

    async def creation(self, room_id: str) -> JsonObject | None:
        """Return the content of the room's creation, or None when this server does not know the room."""
        if room_id in self._creations:
            self._creations.move_to_end(room_id)
            return self._creations[room_id]
        found = (await self._read_state(room_id, [_CREATE])).get(_CREATE)
        if found is not None:
            self._creations[room_id] = found
            if len(self._creations) > _REMEMBERED_ROOMS:
                self._creations.popitem(last=False)
        return found

    async def room(self, room_id: str) -> Room:
        """Return a room with its class, None when it is unknown or names none."""
        creation = await self.creation(room_id)
        return Room(room_id, None if creation is None else class_in(creation))

    async def is_encrypted(self, room_id: str) -> bool:
        """Return whether the room is encrypted with Megolm."""
        if room_id in self._encrypted:
            self._encrypted.move_to_end(room_id)
            return True
        encryption = (await self._read_state(room_id, [_ENCRYPTION])).get(_ENCRYPTION)
        if encryption is None or encryption.get("algorithm") != "m.megolm.v1.aes-sha2":
            return False
        self._encrypted[room_id] = None
        if len(self._encrypted) > _REMEMBERED_ROOMS:
            self._encrypted.popitem(last=False)
        return True

    async def state(self, room_id: str, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], JsonObject]:
        """Return the contents of some state events, not remembered."""
        return await self._read_state(room_id, keys)

    async def fixed_by(self, room_id: str, event_id: object) -> str | None:
        """Return the type of a current state event that must not be redacted, None for every other event."""
        kinds = await self._read_kinds(room_id, _LOST_WHEN_REDACTED)
        return kinds.get(event_id) if isinstance(event_id, str) else None

    async def continues(self, successor: str, room_id: str, class_id: str | None) -> bool:
        """Return whether ``successor`` is a room of the same class that names ``room_id`` as its predecessor."""
        creation = await self.creation(successor)
        if creation is None or class_id is None or class_in(creation) != class_id:
            return False
        predecessor = as_object(creation.get("predecessor"))
        return predecessor is not None and predecessor.get("room_id") == room_id
