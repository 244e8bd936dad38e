"""Asks ``decide`` on behalf of the callbacks, and fails closed around it."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .access_request import RoomCreation
from .evaluate import decide_layers
from .layers_in_force import LayersInForce
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

    ``layers`` returns what decides now, ``now`` the instant. While there is no policy, only ``service_account`` may
    act (F-06); once there is one, the service account is under the same rules as everybody.
    """

    def __init__(
        self, layers: Callable[[], LayersInForce | None], service_account: str, now: Callable[[], str]
    ) -> None:
        self._layers = layers
        self._service_account = service_account
        self._now = now

    @property
    def bundle(self) -> PolicyBundle | None:
        """What decides of the layer ``national``: the classes of rooms are as it says."""
        layers = self._layers()
        return None if layers is None else layers.national

    @property
    def bundles(self) -> tuple[PolicyBundle, ...]:
        """What decides, national first; nothing while there is no policy."""
        layers = self._layers()
        return () if layers is None else layers.all

    def without_policy(self, action: Action, actor: str) -> Refusal | None:
        """Refuse when there is no policy, whatever it is about."""
        if self._layers() is not None or actor == self._service_account:
            return None
        return Refusal("F-06", action, None, None)

    def floor(self, rule_id: str, action: Action, rejected: str | None = None) -> Refusal:
        """Refuse by a part of the floor that is decided outside ``decide``."""
        bundle = self.bundle
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
        of: Sequence[PolicyBundle] | None = None,
    ) -> Refusal | None:
        """Return None when ``actor`` may do ``action``, else why not. Never raises: what breaks is refused (F-07).

        ``of`` are the layers that are asked, at least one; all that decide unless told.
        """
        asked = self.bundles if of is None else of
        if not asked:
            return self.without_policy(action, actor)
        try:
            decision = decide_layers(
                asked[0],
                asked[1:],
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
            return Refusal("F-07", action, asked[0].layer, asked[0].version)
        for said in decision["layers"]:
            if said["would_deny"]:
                logger.info("On trial: %s (%s) would refuse %s", ", ".join(said["would_deny"]), said["layer"], action)
        rule_id, layer, version = decision["rule_id"], decision["layer"], decision["policy_version"]
        if decision["effect"] == "allow":
            if "log" in decision["obligations"]:
                logger.info("Allowed %s by %s of version %d (%s)", action, rule_id, version, layer)
            return None
        logger.info("Refused %s by %s of version %d (%s)", action, rule_id, version, layer)
        return Refusal(rule_id, action, layer, version)
