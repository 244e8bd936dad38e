"""The module's callbacks over a fake of Synapse: what cannot be brought about on a single real homeserver."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from synapse.module_api import NOT_SPAM, EventBase, ModuleApi, Requester
from synapse.module_api.errors import Codes, ConfigError, SynapseError

from chancery_policy import guard
from chancery_policy.module import ChanceryPolicyModule

from .example_policy import CAMILLE, IDRIS, NORA, SERVICE, creation_body, example_policy
from .signed_things import ANNE, MALLORY, SignedBundle, instant, make_bundle, make_root

ROOM = "!room"
EVENT = ("m.room.create", "")


class FakeModuleApi:
    """The few things that the module asks of Synapse. `reads` records what state was read."""

    def __init__(self, state: dict[tuple[str, str], dict[str, object]] | None = None) -> None:
        self.state = state or {}
        self.reads: list[list[tuple[str, str]]] = []
        self.broken = False
        self.registered: dict[str, Callable[..., Awaitable[Any]]] = {}

    def register_spam_checker_callbacks(self, **callbacks: Callable[..., Awaitable[Any]]) -> None:
        self.registered |= callbacks

    register_third_party_rules_callbacks = register_spam_checker_callbacks

    def register_web_resource(self, path: str, resource: object) -> None: ...

    def looping_background_call(self, function: object, msec: float, desc: str) -> None: ...

    def run_as_background_process(self, desc: str, function: object) -> None: ...

    def is_mine(self, user_id: str) -> bool:
        return user_id.endswith(":etat.example")

    async def get_room_state(self, room_id: str, keys: list[tuple[str, str]]) -> dict[tuple[str, str], Any]:
        self.reads.append(keys)
        if self.broken:
            raise RuntimeError("bonjour")
        asked = [key for key in self.state if key in keys or (key[0], None) in keys]
        return {key: SimpleNamespace(content=self.state[key], type=key[0], event_id=f"${key[0]}") for key in asked}


def module_in(
    directory: Path, api: FakeModuleApi, bundle: SignedBundle | None = None, root: object | None = None
) -> ChanceryPolicyModule:
    """Start a module on files in `directory`."""
    if not (directory / "root.json").exists():
        (directory / "root.json").write_text(json.dumps({"roots": [root or make_root()]}))
    if bundle is not None:
        (directory / "national.json").write_text(json.dumps(bundle.transit))
    config = ChanceryPolicyModule.parse_config(
        {
            "root_file": str(directory / "root.json"),
            "bundle_file": str(directory / "national.json"),
            "state_dir": str(directory / "state"),
            "service_account": SERVICE,
        }
    )
    return ChanceryPolicyModule(config, cast(ModuleApi, api))


def in_class(class_id: str, **more: dict[str, object]) -> FakeModuleApi:
    """Return a server on which every room is of this class."""
    state: dict[tuple[str, str], dict[str, object]] = {EVENT: {"org.chancery.room_class": class_id}}
    return FakeModuleApi(state | {(kind, ""): content for kind, content in more.items()})


def event(sender: str, kind: str, content: object, state_key: str | None = None, **unsigned: object) -> EventBase:
    """Return something like an event."""
    fake = SimpleNamespace(
        sender=sender,
        type=kind,
        content=content,
        state_key=state_key,
        room_id=ROOM,
        event_id="$event",
        unsigned=unsigned,
        is_state=lambda: state_key is not None,
    )
    return cast(EventBase, fake)


def rule_in(answer: object) -> str | None:
    """Return the rule of a refusal that Synapse would hand to the client, None for NOT_SPAM."""
    if answer == NOT_SPAM:
        return None
    assert isinstance(answer, tuple)
    code, fields = answer
    assert code is Codes.FORBIDDEN
    return str(fields["org.chancery.refusal"]["rule_id"])


def test_it_registers_neither_of_the_callbacks_that_load_whole_rooms(tmp_path: Path) -> None:
    """They would make every send in a large room slow."""
    api = FakeModuleApi()
    module_in(tmp_path, api)
    assert "check_event_for_spam" in api.registered
    assert not {"check_event_allowed", "on_new_event"} & set(api.registered)


def test_a_broken_evaluator_refuses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """F-07, and nothing of what it choked on is logged."""

    def fail(*_: object) -> None:
        raise RuntimeError("bonjour")

    module = module_in(tmp_path, in_class("interministerial"), make_bundle(example_policy()))
    monkeypatch.setattr(guard, "decide_layers", fail)
    assert rule_in(asyncio.run(module.user_may_join_room(CAMILLE, ROOM, True))) == "F-07"
    requester = cast(Requester, SimpleNamespace(user=SimpleNamespace(to_string=lambda: CAMILLE)))
    with pytest.raises(SynapseError) as refusal:
        asyncio.run(module.on_create_room(requester, creation_body("interministerial"), False))
    fields = refusal.value.error_dict(None)
    assert (refusal.value.code, fields["errcode"]) == (403, "M_FORBIDDEN")
    assert fields["org.chancery.refusal"]["rule_id"] == "F-07"
    assert "bonjour" not in caplog.text


def test_a_broken_database_refuses(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """What cannot be looked up is not guessed."""
    api = in_class("interministerial")
    module = module_in(tmp_path, api, make_bundle(example_policy()))
    api.broken = True
    message = event(CAMILLE, "m.room.message", {"body": "salut"})
    assert rule_in(asyncio.run(module.check_event_for_spam(message))) == "F-07"
    assert rule_in(asyncio.run(module.user_may_invite(CAMILLE, IDRIS, ROOM))) == "F-07"
    with pytest.raises(SynapseError):
        asyncio.run(module.user_may_send_state_event(CAMILLE, ROOM, "m.room.join_rules", "", {"join_rule": "public"}))
    assert "bonjour" not in caplog.text


def test_class_and_encryption_are_read_once_and_only_as_far_as_needed(tmp_path: Path) -> None:
    """Never the whole state; and that encryption is missing is not remembered."""
    api = in_class("interministerial")
    module = module_in(tmp_path, api, make_bundle(example_policy()))
    content = {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "c", "session_id": "s"}

    def send() -> str | None:
        return rule_in(asyncio.run(module.check_event_for_spam(event(CAMILLE, "m.room.encrypted", content))))

    assert send() == "F-09"
    api.state["m.room.encryption", ""] = {"algorithm": "m.megolm.v1.aes-sha2"}
    assert [send(), send(), send()] == [None, None, None]
    assert api.reads == [[EVENT], [("m.room.encryption", "")], [("m.room.encryption", "")]]


def test_an_invitation_from_another_server_is_judged_by_the_class_that_it_claims(tmp_path: Path) -> None:
    """Synapse then asks user_may_invite again, which must not refuse for not knowing the room."""
    module = module_in(tmp_path, FakeModuleApi(), make_bundle(example_policy()))
    sender = "@zoe:defense.example"

    def invitation(class_id: str | None, target: str) -> EventBase:
        create = {"type": "m.room.create", "state_key": "", "content": {"org.chancery.room_class": class_id}}
        return event(sender, "m.room.member", {"membership": "invite"}, target, invite_room_state=[create])

    def ask(claimed: EventBase) -> str | None:
        return rule_in(asyncio.run(module.federated_user_may_invite(claimed)))

    assert ask(invitation("interministerial", NORA)) == "R-0200"
    assert ask(invitation("interministerial", CAMILLE)) is None
    assert ask(invitation(None, CAMILLE)) == "F-01"
    assert ask(event(sender, "m.room.member", {}, CAMILLE)) == "F-01"
    assert rule_in(asyncio.run(module.user_may_invite(sender, CAMILLE, ROOM))) is None


def test_plaintext_of_another_server_passes_and_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """To refuse it here would split the room."""
    module = module_in(tmp_path, in_class("interministerial"), make_bundle(example_policy()))
    message = event("@zoe:defense.example", "m.room.message", {"body": "bonjour"})
    assert asyncio.run(module.check_event_for_spam(message)) == NOT_SPAM
    assert "$event from another server goes against F-02" in caplog.text
    assert "bonjour" not in caplog.text


def test_an_invitation_by_e_mail_is_of_somebody_unknown(tmp_path: Path) -> None:
    """Unknown counts as a match in a rule that denies."""
    module = module_in(tmp_path, in_class("interministerial"), make_bundle(example_policy()))
    answer = asyncio.run(module.user_may_send_3pid_invite(CAMILLE, "email", "nora@example.org", ROOM))
    assert rule_in(answer) == "R-0200"


def test_an_alias_needs_a_policy(tmp_path: Path) -> None:
    """And nothing else."""
    module = module_in(tmp_path, FakeModuleApi())
    assert rule_in(asyncio.run(module.user_may_create_room_alias(CAMILLE, cast(Any, None)))) == "F-06"
    assert rule_in(asyncio.run(module.user_may_create_room_alias(SERVICE, cast(Any, None)))) is None


def test_an_expired_policy_stays_in_force_but_widens_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also after a restart: it was accepted once."""
    bundle = make_bundle(example_policy())
    module_in(tmp_path, FakeModuleApi(), bundle)
    monkeypatch.setattr("chancery_policy.module._now", lambda: "2035-01-01T00:00:00Z")
    module = module_in(tmp_path, in_class("interministerial"))
    assert rule_in(asyncio.run(module.user_may_join_room(IDRIS, ROOM, True))) is None
    assert rule_in(asyncio.run(module.user_may_join_room(NORA, ROOM, True))) == "R-0200"
    assert rule_in(asyncio.run(module.user_may_create_room(CAMILLE, creation_body("interministerial")))) == "F-05"


def test_an_older_installed_bundle_does_not_bring_an_older_policy_back(tmp_path: Path) -> None:
    """Whoever restores yesterday's files keeps today's policy."""
    first = make_bundle(example_policy())
    second = make_bundle(example_policy(), 2, first)
    module_in(tmp_path, FakeModuleApi(), second)
    api = in_class("interministerial")
    module = module_in(tmp_path, api, first)
    answer = asyncio.run(module.user_may_join_room(NORA, ROOM, False))
    assert isinstance(answer, tuple)
    assert answer[1]["org.chancery.refusal"]["policy_version"] == 2


@pytest.mark.parametrize("content", ["", "{}", '{"roots": []}', "not json"])
def test_a_damaged_state_is_no_policy(tmp_path: Path, content: str) -> None:
    """Going on without it would forget which version was the highest."""
    bundle = make_bundle(example_policy())
    module_in(tmp_path, FakeModuleApi(), bundle)
    (tmp_path / "state" / "trusted-policy.json").write_text(content)
    module = module_in(tmp_path, in_class("interministerial"), bundle)
    assert rule_in(asyncio.run(module.user_may_join_room(CAMILLE, ROOM, True))) == "F-06"


@pytest.mark.parametrize(
    "bundle",
    [
        make_bundle(example_policy(), expires=instant(-0.5)),
        make_bundle(example_policy(), prev_sha256="0" * 64),
        make_bundle(example_policy(), signers=(ANNE,)),
        make_bundle(example_policy(), signers=(ANNE, MALLORY)),
    ],
    ids=["expired", "malformed", "half signed", "signed by a stranger"],
)
def test_an_installed_bundle_that_does_not_hold_is_no_policy(tmp_path: Path, bundle: SignedBundle) -> None:
    """F-06 for everybody but the service account, not a guess."""
    module = module_in(tmp_path, in_class("interministerial"), bundle)
    assert rule_in(asyncio.run(module.user_may_join_room(CAMILLE, ROOM, True))) == "F-06"
    assert rule_in(asyncio.run(module.user_may_join_room(SERVICE, ROOM, True))) is None


def test_a_pinned_root_that_is_not_signed_by_itself_is_no_policy(tmp_path: Path) -> None:
    """A root file that somebody made up."""
    module = module_in(tmp_path, FakeModuleApi(), make_bundle(example_policy()), make_root(signers=()))
    assert rule_in(asyncio.run(module.user_may_join_room(CAMILLE, ROOM, True))) == "F-06"


def test_the_state_is_for_its_owner_only_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    """Files and their modes."""
    module_in(tmp_path, FakeModuleApi(), make_bundle(example_policy()))
    files = list((tmp_path / "state").iterdir())
    assert [file.name for file in files] == ["trusted-policy.json"]
    assert files[0].stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "state").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    "config",
    [
        {},
        {"root_file": "/r", "bundle_file": "/b", "state_dir": "/s", "service_account": "nobody"},
        {"root_file": "r", "bundle_file": "/b", "state_dir": "/s", "service_account": SERVICE},
        {"root_file": "/r", "bundle_file": "/b", "state_dir": "/s", "service_account": SERVICE, "verify": False},
        {"root_file": 1, "bundle_file": "/b", "state_dir": "/s", "service_account": SERVICE},
    ],
)
def test_a_configuration_that_is_not_understood_stops_synapse(config: dict[str, object]) -> None:
    """There is no switch that turns verification off."""
    with pytest.raises(ConfigError):
        ChanceryPolicyModule.parse_config(config)


def test_nobody_takes_the_encryption_of_a_room_away_by_redacting_it(tmp_path: Path) -> None:
    """Not its creator either; a message may be taken away as ever."""
    api = in_class("interministerial", **{"m.room.encryption": {"algorithm": "m.megolm.v1.aes-sha2"}})
    module = module_in(tmp_path, api, make_bundle(example_policy()))

    def redact(event_id: object, state_key: str | None = None) -> str | None:
        redaction = event(CAMILLE, "m.room.redaction", {"redacts": event_id}, state_key)
        return rule_in(asyncio.run(module.check_event_for_spam(redaction)))

    assert redact("$m.room.encryption") == "F-03"
    assert redact("$m.room.encryption", "") == "F-03"
    assert redact("$a-message") is None


def test_nobody_redacts_published_policy(tmp_path: Path) -> None:
    """A root that is gone would keep others from walking to the newest."""
    api = in_class("governance", **{"org.chancery.policy.root": {}})
    module = module_in(tmp_path, api, make_bundle(example_policy()))
    redaction = event(CAMILLE, "m.room.redaction", {"redacts": "$org.chancery.policy.root"})
    assert rule_in(asyncio.run(module.check_event_for_spam(redaction))) == "F-08"


@pytest.mark.parametrize("kind", ["m.room.message", "m.room.encrypted", "m.sticker", "m.reaction"])
def test_a_message_is_not_smuggled_in_as_state(tmp_path: Path, kind: str) -> None:
    """State is never encrypted: whoever may send some would have a way around F-02."""
    module = module_in(tmp_path, in_class("interministerial"), make_bundle(example_policy()))
    assert rule_in(asyncio.run(module.check_event_for_spam(event(CAMILLE, kind, {"body": "x"}, "")))) == "F-02"
