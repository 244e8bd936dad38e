"""A refusal as it reaches the client (SPECIFICATION.md section 8)."""

from dataclasses import dataclass

from .policy_model import Action
from .wire_names import POLICY_REJECTED_KEY, REFUSAL_KEY


@dataclass(frozen=True)
class Refusal:
    """Which rule said no to what. Texts are never in here: they come from the signed bundle or the client's catalogue.

    ``layer`` and ``policy_version`` are None while no policy is present. ``rejected`` is the reason code for which a
    published root, bundle or chunk was not accepted.
    """

    rule_id: str
    action: Action
    layer: str | None
    policy_version: int | None
    rejected: str | None = None

    def fields(self) -> dict[str, object]:
        """Return what is added to the body of the error."""
        refusal: dict[str, object] = {
            REFUSAL_KEY: {
                "rule_id": self.rule_id,
                "action": self.action,
                "layer": self.layer,
                "policy_version": self.policy_version,
            }
        }
        if self.rejected is not None:
            refusal[POLICY_REJECTED_KEY] = self.rejected
        return refusal
