"""Asks ``decide`` on behalf of the callbacks, and fails closed around it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from .access_request import RoomCreation
from .evaluate import decide
from .model import PolicyBundle
from .policy_model import Action
from .refusal import Refusal

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Room:
    """What is known of a room: None is unknown."""

    room_id: str | None
    class_id: str | None
    encrypted: bool | None = None


class PolicyGuard:
    """Turns a question into a refusal or None.

    ``bundle`` returns the bundle in force, ``now`` the instant. While there is no bundle, only ``service_account`` may
    act (F-06); once there is one, the service account is under the same rules as everybody.
    """

    def __init__(self, bundle: Callable[[], PolicyBundle | None], service_account: str, now: Callable[[], str]) -> None:
        self._bundle = bundle
        self._service_account = service_account
        self._now = now

    @property
    def bundle(self) -> PolicyBundle | None:
        """The bundle in force."""
        return self._bundle()

    def without_policy(self, action: Action, actor: str) -> Refusal | None:
        """Refuse when there is no policy, whatever it is about."""
        if self._bundle() is not None or actor == self._service_account:
            return None
        return Refusal("F-06", action, None, None)

    def floor(self, rule_id: str, action: Action, rejected: str | None = None) -> Refusal:
        """Refuse by a part of the floor that is decided outside ``decide``."""
        bundle = self._bundle()
        if bundle is None:
            return Refusal(rule_id, action, None, None, rejected)
        return Refusal(rule_id, action, bundle.layer, bundle.version, rejected)

    def ask(
        self,
        action: Action,
        actor: str,
        room: Room,
        *,
        target: str | None = None,
        event_encrypted: bool | None = None,
        creation: RoomCreation | None = None,
    ) -> Refusal | None:
        """Return None when ``actor`` may do ``action``, else why not. Never raises: what breaks is refused (F-07)."""
        bundle = self._bundle()
        if bundle is None:
            return self.without_policy(action, actor)
        try:
            decision = decide(
                bundle,
                {
                    "action": action,
                    "actor": actor,
                    "target": actor if action == "join" else target,
                    "room": {"id": room.room_id, "class": room.class_id, "encrypted": room.encrypted},
                    "event_encrypted": event_encrypted,
                    "creation": creation,
                    "met": None,
                    "now": self._now(),
                },
            )
        except Exception as problem:  # noqa: BLE001 - whatever an evaluator does wrong must end in a refusal
            # Only the kind of failure: a message or a trace could carry what people wrote.
            logger.error("The evaluator failed on %s (%s); refused by F-07", action, type(problem).__name__)  # noqa: TRY400
            return Refusal("F-07", action, bundle.layer, bundle.version)
        if decision["would_deny"]:
            logger.info("On trial: %s would refuse %s", ", ".join(decision["would_deny"]), action)
        if decision["effect"] == "allow":
            if "log" in decision["obligations"]:
                logger.info("Allowed %s by %s of version %d", action, decision["rule_id"], bundle.version)
            return None
        logger.info("Refused %s by %s of version %d", action, decision["rule_id"], bundle.version)
        return Refusal(decision["rule_id"], action, bundle.layer, bundle.version)
