"""Finds who got into rooms, or was invited, past the rules.

Synapse does not ask modules about what its server administrators join or invite, and nobody can refuse what another
server's members do in a room that both share. Both are looked for afterwards, and logged with the rule.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from .policy_checks import PolicyChecks
from .refusal import Refusal

logger = logging.getLogger(__name__)

AUDIT_INTERVAL_MS = 5_000
_AT_ONCE = 500


@dataclass(frozen=True)
class Membership:
    """Somebody's joining, or being invited, as the database has it. ``position`` only rises."""

    position: int
    room_id: str
    sender: str
    target: str
    membership: str


# Returns at most so many memberships after a position, oldest first.
MembershipReader = Callable[[int, int], Awaitable[Sequence[Membership]]]


class BypassAudit:
    """Asks the rules about memberships that came about without them."""

    def __init__(self, checks: PolicyChecks, read: MembershipReader, newest: Callable[[], Awaitable[int]]) -> None:
        self._checks = checks
        self._read = read
        self._newest = newest
        self._position: int | None = None

    async def run(self) -> None:
        """Look at what has happened since the last time; the first time only remembers where to begin."""
        if self._position is None:
            self._position = await self._newest()
            return
        for entry in await self._read(self._position, _AT_ONCE):
            refusal = await self._ask(entry)
            if refusal is not None:
                logger.warning(
                    "Bypass: the %s of %s by %s in %s goes against %s",
                    entry.membership,
                    entry.target,
                    entry.sender,
                    entry.room_id,
                    refusal.rule_id,
                )
            self._position = entry.position

    async def _ask(self, entry: Membership) -> Refusal | None:
        if entry.membership == "invite":
            return await self._checks.invite(entry.sender, entry.target, entry.room_id)
        if entry.membership == "join":
            return await self._checks.join(entry.target, entry.room_id)
        return None
