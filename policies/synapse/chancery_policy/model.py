"""Types of the normalised policy and of signed things (SPECIFICATION.md sections 2 to 7).

Values of these types come out of ``policy_shape`` only, which checks every field before it says that a value is one.
"""

from dataclasses import dataclass, field
from typing import Literal, TypedDict

from .policy_model import Policy, Rule
from .rule_index import PolicyIndex, index_of

Layer = str


class EnvelopeSignature(TypedDict):
    """Who signed, and an armoured SSHSIG."""

    officer: str
    signature: str


class Envelope(TypedDict):
    """Signed bytes in base64, and who signed them."""

    payload: str
    signatures: list[EnvelopeSignature]


class BundleInTransit(TypedDict):
    """An envelope and the base64 chunks whose concatenation is the normalised policy."""

    envelope: Envelope
    chunks: list[str]


class Officer(TypedDict):
    """A person who signs; ``key`` is an OpenSSH public key without comment."""

    id: str
    name: str
    title: dict[str, str]
    key: str


class RootLayer(TypedDict):
    """Who signs bundles of one layer, and how many of them it takes."""

    officers: list[str]
    threshold: int


class PolicyHost(TypedDict):
    """A machine that says which versions are current."""

    id: str
    key: str


class PulseRole(TypedDict):
    """Who signs pulses; any one of them will do."""

    hosts: list[PolicyHost]


class RootPayload(TypedDict):
    """What a root says."""

    type: Literal["root"]
    version: int
    example: bool
    issued_at: str
    expires: str
    officers: list[Officer]
    root_threshold: int
    layers: dict[str, RootLayer]
    pulse: PulseRole | None


class ChunkEntry(TypedDict):
    """One line of a bundle's manifest; ``size`` in bytes."""

    sha256: str
    size: int


class BundlePayload(TypedDict):
    """What a bundle says."""

    type: Literal["bundle"]
    lang: str
    layer: Layer
    version: int
    prev_sha256: str | None
    issued_at: str
    expires: str
    compiler: str
    chunks: list[ChunkEntry]


class Expectation(TypedDict):
    """What a question is to be answered with."""

    effect: Literal["allow", "deny"]
    rule_id: str


class SelfTestCase(TypedDict):
    """One question to a policy, and its answer."""

    request: object
    expect: Expectation


class BundleContent(TypedDict):
    """What the chunks of a bundle make."""

    policy: Policy
    self_test: list[SelfTestCase]


class Stated(TypedDict):
    """A version of something signed, and the hex digest of its payload."""

    version: int
    sha256: str


class LayerVersions(TypedDict):
    """The bundle of a layer, and the newest overlay upon it."""

    bundle: Stated
    overlay: Stated | None


class PulsePayload(TypedDict):
    """Which versions are current, said by a policy host for a day at most."""

    type: Literal["pulse"]
    issued_at: str
    expires: str
    root: Stated
    layers: dict[str, LayerVersions]


class OverlayPayload(TypedDict):
    """Refusals that one officer adds to one bundle for three days at most; ``version`` begins anew upon each bundle."""

    type: Literal["overlay"]
    lang: str
    layer: Layer
    bundle: Stated
    version: int
    issued_at: str
    expires: str
    rules: list[Rule]


@dataclass(frozen=True)
class PolicyBundle:
    """A verified bundle: the only thing that ``decide`` accepts. From ``expires`` on it is stale (F-05).

    ``sha256`` is the hex digest of the payload bytes, ``signed_by`` the ids of the officers whose signatures hold.
    """

    layer: Layer
    version: int
    issued_at: str
    expires: str
    sha256: str
    signed_by: tuple[str, ...]
    threshold: int
    policy: Policy
    index: PolicyIndex = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Prepare the rules for many decisions; bundles with the same policy share what was prepared."""
        object.__setattr__(self, "index", index_of(self.policy))
