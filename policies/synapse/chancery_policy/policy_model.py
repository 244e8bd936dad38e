"""Types of the normalised policy (SPECIFICATION.md sections 2 to 5)."""

from typing import Literal, TypedDict, get_args

# Actions by which nobody reads what they could read before, so that an overlay may refuse them. An action of reading
# would be a Literal of its own, and Action the Literal of both; there is none.
RefusableAction = Literal[
    "change_history",
    "change_power",
    "create_room",
    "invite",
    "join",
    "make_public",
    "publish",
    "send",
    "set_alias",
    "start_call",
    "upgrade_room",
]
Action = RefusableAction
Requirement = Literal["confirmed", "device_verified", "identity_verified"]
Obligation = Literal["banner", "log", "no_forward"]
Effect = Literal["allow", "deny"]
RuleEffect = Literal[Effect, "require"]
Mode = Literal["enforce", "evaluate"]
SetKind = Literal["agents", "service"]
RoomKind = Literal["room", "direct", "space", "governance"]
RoomMark = Literal["ministries", "externals", "public", "direct", "space", "governance"]
Encryption = Literal["required", "none"]
JoinRule = Literal["invite", "public"]
HistoryVisibility = Literal["joined", "invited", "shared", "world_readable"]
NewMember = Literal["announce", "hold"]
LocalisedText = dict[str, str]

POLICY_LANGUAGE = "chancery/1"
ACTIONS: tuple[Action, ...] = get_args(Action)
REFUSABLE_ACTIONS: tuple[RefusableAction, ...] = get_args(RefusableAction)
LAYERS = ("national", "ministry", "service")
REQUIREMENTS: tuple[Requirement, ...] = get_args(Requirement)
OBLIGATIONS: tuple[Obligation, ...] = get_args(Obligation)


class SubjectSet(TypedDict):
    """A named group of people, by exact server name or by user-ID glob."""

    title: LocalisedText
    kind: SetKind
    servers: list[str]
    users: list[str]


class RoomSet(TypedDict):
    """A named group of rooms, by ID or by class."""

    title: LocalisedText
    rooms: list[str]
    classes: list[str]


class ClassMembers(TypedDict):
    """Who may be in a room of a class at all; ``sets`` of None is everybody whom a set names."""

    sets: list[str] | None
    externals: bool


class ClassPowerLevels(TypedDict):
    """The six power levels that a class fixes."""

    invite: int
    kick: int
    ban: int
    redact: int
    events_default: int
    state_default: int


POWER_LEVEL_NAMES = tuple(ClassPowerLevels.__annotations__)


class RoomClass(TypedDict):
    """Everything that the creation of a room fixes for ever."""

    title: LocalisedText
    summary: LocalisedText
    kind: RoomKind
    mark: RoomMark
    encryption: Encryption
    public: bool
    join_rule: JoinRule
    history_visibility: HistoryVisibility
    federate: bool
    members: ClassMembers
    new_member: NewMember
    power_levels: ClassPowerLevels


class Matcher(TypedDict):
    """All parts that are not None must match."""

    sets: list[str] | None
    sets_not: list[str] | None
    users: list[str] | None
    external: bool | None


RoomMatcher = TypedDict(
    "RoomMatcher",
    {
        "class": list[str] | None,
        "class_not": list[str] | None,
        "sets": list[str] | None,
        "sets_not": list[str] | None,
    },
)


class RuleException(TypedDict):
    """Narrows one deny or require rule until a date."""

    who: Matcher | None
    target: Matcher | None
    room_id: str | None
    until: str
    approved_by: str
    ticket: str | None


class Rule(TypedDict):
    """One rule of the policy."""

    id: str
    title: LocalisedText
    effect: RuleEffect
    actions: list[str]
    who: Matcher | None
    target: Matcher | None
    room: RoomMatcher | None
    mode: Mode
    requires: list[str]
    obligations: list[str]
    because: dict[str, object]
    exceptions: list[RuleException]


class Policy(TypedDict):
    """The normalised policy."""

    lang: str
    id: str
    title: LocalisedText
    owner: LocalisedText
    contact: str
    layer: str
    defaults: dict[str, Effect]
    sets: dict[str, SubjectSet]
    room_sets: dict[str, RoomSet]
    room_classes: dict[str, RoomClass]
    public_rooms: list[str]
    rules: list[Rule]
