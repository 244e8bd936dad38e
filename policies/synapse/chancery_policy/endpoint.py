"""The two endpoints of SPECIFICATION.md section 8.

Synapse's own JSON resource answers OPTIONS and sets the CORS headers that its client API has.
"""

from collections.abc import Callable
from http import HTTPStatus

from synapse.module_api import DirectServeJsonResource, ModuleApi, SynapseRequest
from synapse.module_api.errors import Codes, SynapseError

from .room_facts import RoomFacts


class PolicyResource(DirectServeJsonResource):
    """``GET …/policy``, for anybody: what is signed is no secret, and is needed before anyone signs in."""

    def __init__(self, answer: Callable[[], dict[str, object]]) -> None:
        super().__init__()
        self._answer = answer

    async def _async_render_GET(self, _request: SynapseRequest) -> tuple[int, dict[str, object]]:  # noqa: N802
        return HTTPStatus.OK, self._answer()


class RoomClassResource(DirectServeJsonResource):
    """``GET …/rooms/{room_id_or_alias}/class``, for local users: asked before one joins by address."""

    # everything below this path is answered here
    isLeaf = True  # noqa: N815 - Twisted names it

    def __init__(self, api: ModuleApi, rooms: RoomFacts) -> None:
        super().__init__()
        self._api = api
        self._rooms = rooms

    async def _async_render_GET(self, request: SynapseRequest) -> tuple[int, dict[str, object]]:  # noqa: N802
        await self._api.get_user_by_req(request)
        match [segment.decode("utf-8", "replace") for segment in request.postpath or []]:
            case [address, "class"]:
                room_id = await self._resolve(address)
            case _:
                raise SynapseError(HTTPStatus.NOT_FOUND, "Unrecognized request", Codes.UNRECOGNIZED)
        if await self._rooms.creation(room_id) is None:
            raise _unknown_room()
        return HTTPStatus.OK, {"room_id": room_id, "class": (await self._rooms.room(room_id)).class_id}

    async def _resolve(self, address: str) -> str:
        if address.startswith("!"):
            return address
        if not address.startswith("#"):
            raise _unknown_room()
        try:
            room_id, _ = await self._api.lookup_room_alias(address)
        except SynapseError as problem:
            raise _unknown_room() from problem
        return room_id


def _unknown_room() -> SynapseError:
    return SynapseError(HTTPStatus.NOT_FOUND, "Room not found", Codes.NOT_FOUND)
