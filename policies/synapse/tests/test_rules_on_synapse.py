"""What people meet on a real homeserver that holds to the policy."""

import time

import pytest

from chancery_policy.evaluate import decide
from chancery_policy.model import PolicyBundle
from chancery_policy.trusted_policy_set import TrustedPolicySet

from .example_policy import ADMIN, CAMILLE, IDRIS, NORA, SERVICE, creation_body
from .signed_things import SignedBundle, instant, make_root
from .synapse_process import Reply, SynapseProcess

MEGOLM = {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "AwgAEn", "session_id": "s", "device_id": "D"}

# As matrix-js-sdk 43 sends it.
VERIFICATION_REQUEST = {
    "msgtype": "m.key.verification.request",
    "body": f"{CAMILLE} is requesting to verify your key, but your client does not support in-chat key verification."
    " You will need to use legacy key verification to verify keys.",
    "from_device": "ADEVICE",
    "methods": ["m.sas.v1"],
    "to": IDRIS,
}
STEP_OF_REQUEST = {"rel_type": "m.reference", "event_id": "$request"}

LEVELS = creation_body("interministerial")["power_level_content_override"]


@pytest.fixture(scope="module")
def bundle(version_one: SignedBundle) -> PolicyBundle:
    """The bundle in force, to ask `decide` the same question."""
    return TrustedPolicySet(make_root()).offer_bundle(version_one.transit, instant())


@pytest.fixture(scope="module")
def coordination(synapse: SynapseProcess) -> str:
    """An interministerial room of Camille's, with an alias; a server administrator is in it."""
    synapse.token(IDRIS)
    synapse.token(ADMIN, admin=True)
    invited = [IDRIS, ADMIN]
    body = creation_body("interministerial", room_alias_name="coordination", invite=invited, name="Coordination")
    reply = synapse.create_room(CAMILLE, body)
    assert reply.status == 200, reply
    assert synapse.join(ADMIN, reply.body["room_id"]).status == 200
    return str(reply.body["room_id"])


def test_a_room_without_a_class_is_refused(synapse: SynapseProcess) -> None:
    """The most ordinary creation of any other client."""
    reply = synapse.create_room(CAMILLE, {"preset": "private_chat"})
    assert reply.refused_by == "F-01"
    assert reply.body["org.chancery.refusal"] == {
        "rule_id": "F-01",
        "action": "create_room",
        "layer": "national",
        "policy_version": 1,
    }


def test_a_server_administrator_creates_no_room_without_a_class_either(synapse: SynapseProcess) -> None:
    """Synapse lets administrators past the spam checker, but not past on_create_room."""
    synapse.token(ADMIN, admin=True)
    assert synapse.create_room(ADMIN, {"preset": "private_chat"}).refused_by == "F-01"


@pytest.mark.parametrize(
    "changes",
    [
        {"initial_state": creation_body("interministerial")["initial_state"][1:]},
        {"preset": "trusted_private_chat"},
        {"creation_content": {"org.chancery.room_class": "interministerial", "additional_creators": [NORA]}},
        {"creation_content": {"org.chancery.room_class": "interministerial", "m.federate": False}},
        {"power_level_content_override": {"invite": 0}},
        {
            "power_level_content_override": {
                **creation_body("interministerial")["power_level_content_override"],
                "ban": 0,
            }
        },
        {"room_version": "11"},
        {"visibility": "public"},
        {"invite": "everybody"},
        {"creation_content": {"org.chancery.room_class": "interministerial", "predecessor": {"room_id": "!x", "y": 1}}},
    ],
    ids=lambda changes: str(changes)[:60],
)
def test_a_creation_that_is_not_of_its_class_is_refused(synapse: SynapseProcess, changes: dict[str, object]) -> None:
    """Everything a class fixes has to be stated, and nothing else may be."""
    assert synapse.create_room(CAMILLE, creation_body("interministerial", **changes)).refused_by == "F-04"


def test_an_external_creates_no_room(synapse: SynapseProcess) -> None:
    """Not even a room of a class that they may enter."""
    assert synapse.create_room(NORA, creation_body("open_external")).refused_by == "F-04"


def test_inviting_an_external_at_creation_leaves_no_room_behind(synapse: SynapseProcess) -> None:
    """Synapse would ask about invitations only once the room exists."""
    before = synapse.call("GET", "/_matrix/client/v3/joined_rooms", user=CAMILLE).body
    reply = synapse.create_room(CAMILLE, creation_body("interministerial", invite=[NORA]))
    assert reply.refused_by == "R-0200"
    assert reply.body["org.chancery.refusal"]["action"] == "invite"
    assert synapse.call("GET", "/_matrix/client/v3/joined_rooms", user=CAMILLE).body == before


def _asked(bundle: PolicyBundle, action: str, actor: str, target: str, room_id: str) -> str:
    return decide(
        bundle,
        {
            "action": action,
            "actor": actor,
            "target": target,
            "room": {"id": room_id, "class": "interministerial", "encrypted": None},
            "event_encrypted": None,
            "creation": None,
            "met": None,
            "now": instant(),
        },
    )["rule_id"]


def test_an_external_is_refused_by_address_with_the_rule_that_decide_names(
    synapse: SynapseProcess, coordination: str, bundle: PolicyBundle
) -> None:
    """By alias and by room ID."""
    expected = _asked(bundle, "join", NORA, NORA, coordination)
    assert expected == "R-0200"
    assert synapse.join(NORA, "#coordination:etat.example").refused_by == expected
    assert synapse.join(NORA, coordination).refused_by == expected


def test_an_external_is_not_invited(synapse: SynapseProcess, coordination: str, bundle: PolicyBundle) -> None:
    """The inviter is told the same rule."""
    synapse.token(NORA)
    reply = synapse.invite(CAMILLE, coordination, NORA)
    assert reply.refused_by == _asked(bundle, "invite", CAMILLE, NORA, coordination) == "R-0200"


def test_an_external_whom_an_administrator_invited_does_not_get_in(
    synapse: SynapseProcess, coordination: str, bundle: PolicyBundle
) -> None:
    """Administrators escape Synapse's check of invitations; the invitation is worth nothing."""
    synapse.token(NORA)
    assert synapse.invite(ADMIN, coordination, NORA).status == 200
    assert synapse.join(NORA, coordination).refused_by == _asked(bundle, "join", NORA, NORA, coordination)


def test_a_colleague_who_was_invited_gets_in(synapse: SynapseProcess, coordination: str) -> None:
    """What the rules allow stays easy."""
    assert synapse.join(IDRIS, "#coordination:etat.example").body == {"room_id": coordination}


def test_a_bare_upgrade_is_refused(synapse: SynapseProcess, coordination: str) -> None:
    """It would drop the class."""
    path = f"/_matrix/client/v3/rooms/{coordination}/upgrade"
    assert synapse.call("POST", path, {"new_version": "12"}, CAMILLE).refused_by == "F-01"


def test_a_room_is_replaced_by_one_of_its_class_only(synapse: SynapseProcess) -> None:
    """First the successor that names it, then the tombstone."""
    old = synapse.create_room(CAMILLE, creation_body("interministerial")).body["room_id"]
    content = {"org.chancery.room_class": "interministerial", "m.federate": True, "predecessor": {"room_id": old}}
    wrong_class = content | {"org.chancery.room_class": "open_external"}
    refused = synapse.create_room(CAMILLE, creation_body("open_external", creation_content=wrong_class))
    assert refused.refused_by == "F-04"
    new = synapse.create_room(CAMILLE, creation_body("interministerial", creation_content=content)).body["room_id"]
    other = synapse.create_room(CAMILLE, creation_body("interministerial")).body["room_id"]

    def tombstone(replacement: object) -> Reply:
        said = {"body": "", "replacement_room": replacement}
        return synapse.set_state(CAMILLE, old, "m.room.tombstone", said)

    for replacement in (other, "!nowhere", None):
        assert tombstone(replacement).refused_by == "F-01"
    assert tombstone(new).status == 200


@pytest.mark.parametrize(
    ("event_type", "content"),
    [
        ("m.room.message", {"msgtype": "m.text", "body": "bonjour"}),
        ("m.sticker", {"body": "bonjour", "url": "mxc://a/b", "info": {}}),
        ("org.example.anything", {"body": "bonjour"}),
        ("m.room.encrypted", {"body": "bonjour"}),
        ("m.room.encrypted", {**MEGOLM, "body": "bonjour"}),
        ("m.reaction", {"body": "bonjour", "m.relates_to": {}}),
        ("m.room.message", {**VERIFICATION_REQUEST, "body": "bonjour"}),
        ("m.room.message", {**VERIFICATION_REQUEST, "formatted_body": "bonjour"}),
        ("m.room.message", {**VERIFICATION_REQUEST, "from_device": "bonjour " * 20}),
        ("m.room.message", {**VERIFICATION_REQUEST, "msgtype": "m.text"}),
    ],
)
def test_plaintext_in_an_encrypted_room_is_refused(
    synapse: SynapseProcess, coordination: str, event_type: str, content: dict[str, object]
) -> None:
    """Whatever it calls itself."""
    assert synapse.send(CAMILLE, coordination, event_type, content).refused_by == "F-02"


def test_comparing_emoji_inside_a_room_passes_and_carries_nothing_else(
    synapse: SynapseProcess, coordination: str
) -> None:
    """matrix-js-sdk sends these steps in the clear."""
    asked = synapse.send(CAMILLE, coordination, "m.room.message", VERIFICATION_REQUEST)
    assert asked.status == 200
    relation = {"rel_type": "m.reference", "event_id": asked.body["event_id"]}

    def step(name: str, content: dict[str, object], **changes: object) -> Reply:
        said = {**content, "m.relates_to": {**relation, **changes}}
        return synapse.send(CAMILLE, coordination, f"m.key.verification.{name}", said)

    assert step("ready", {"from_device": "ADEVICE", "methods": ["m.sas.v1"]}).status == 200
    assert step("key", {"key": "C0b5vIGVlEWQ1ZyGFe8OTE7kqbKfV1ZbW0gIEEwkGSc"}).status == 200
    assert step("mac", {"keys": "2Wptgo4CwmLo", "mac": {"ed25519:ADEVICE": "fQpGIW1Snz"}}).status == 200
    assert step("done", {}).status == 200
    assert step("done", {"body": "bonjour"}).refused_by == "F-02"
    assert step("done", {}, rel_type="org.example.other").refused_by == "F-02"
    assert step("cancel", {"code": "m.user", "reason": "bonjour " * 20}).refused_by == "F-02"
    assert step("mac", {"keys": "k", "mac": {"ed25519:A": {"body": "bonjour"}}}).refused_by == "F-02"
    assert step("smuggled", {"key": "bonjour"}).refused_by == "F-02"


def test_encrypted_messages_reactions_and_redactions_pass(synapse: SynapseProcess, coordination: str) -> None:
    """What a client of ours sends."""
    sent = synapse.send(CAMILLE, coordination, "m.room.encrypted", MEGOLM)
    assert sent.status == 200
    relation = {"rel_type": "m.annotation", "event_id": sent.body["event_id"], "key": "👍"}
    assert synapse.send(CAMILLE, coordination, "m.reaction", {"m.relates_to": relation}).status == 200
    path = f"/_matrix/client/v3/rooms/{coordination}/redact/{sent.body['event_id']}/t1"
    assert synapse.call("PUT", path, {}, CAMILLE).status == 200


@pytest.mark.parametrize("user", [CAMILLE, ADMIN])
@pytest.mark.parametrize(
    ("event_type", "content"),
    [
        ("m.room.encryption", {}),
        ("m.room.join_rules", {"join_rule": "public"}),
        ("m.room.history_visibility", {"history_visibility": "world_readable"}),
        ("m.room.guest_access", {"guest_access": "can_join"}),
        ("m.room.power_levels", {**LEVELS, "ban": 0}),
        ("m.room.power_levels", {"users_default": 100}),
    ],
)
def test_a_room_is_not_opened_wider_than_its_class(
    synapse: SynapseProcess, coordination: str, user: str, event_type: str, content: dict[str, object]
) -> None:
    """Not by who made it, nor by a server administrator, who escapes the first of two checks."""
    reply = synapse.set_state(user, coordination, event_type, content)
    assert reply.refused_by == "F-03"
    action = "change_history" if event_type == "m.room.history_visibility" else "make_public"
    assert reply.body["org.chancery.refusal"]["action"] == action


@pytest.mark.parametrize("user", [CAMILLE, ADMIN])
def test_power_goes_to_no_external_and_calls_are_not_started(
    synapse: SynapseProcess, coordination: str, user: str
) -> None:
    """By R-0400 and by the default."""
    raised = synapse.set_state(user, coordination, "m.room.power_levels", LEVELS | {"users": {NORA: 1}})
    assert raised.refused_by == "R-0400"
    call = synapse.set_state(user, coordination, "org.matrix.msc3401.call.member", {"memberships": []})
    assert call.refused_by == "D-start_call"


def test_other_state_is_left_to_matrix(synapse: SynapseProcess, coordination: str) -> None:
    """A topic, and power for a moderator."""
    levels = LEVELS | {"users": {IDRIS: 50}}
    assert synapse.set_state(CAMILLE, coordination, "m.room.topic", {"topic": "Crue"}).status == 200
    assert synapse.set_state(CAMILLE, coordination, "m.room.power_levels", levels).status == 200


def test_listing_in_the_directory_asks_for_publish(synapse: SynapseProcess, coordination: str) -> None:
    """Denied by default in this policy."""
    path = f"/_matrix/client/v3/directory/list/room/{coordination}"
    assert synapse.call("PUT", path, {"visibility": "public"}, CAMILLE).refused_by == "D-publish"


def test_the_policy_endpoint_answers_anybody_across_origins(synapse: SynapseProcess, version_one: SignedBundle) -> None:
    """Before signing in, and from the client's own origin."""
    path = "/_synapse/client/chancery/v1/policy"
    reply = synapse.call("GET", path, Origin="http://127.0.0.1:18080")
    assert reply.status == 200
    assert reply.body["roots"] == [make_root()]
    assert reply.body["bundles"] == {"national": version_one.transit}
    assert reply.body["governance_room_id"] is None
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    preflight = synapse.call("OPTIONS", path, Origin="http://127.0.0.1:18080")
    assert preflight.status in (200, 204)
    assert "GET" in preflight.headers["Access-Control-Allow-Methods"]


def test_the_class_endpoint_tells_local_users(synapse: SynapseProcess, coordination: str) -> None:
    """By ID and by alias; nobody else, and nothing about rooms that are not known."""

    def ask(address: str, user: str | None = NORA) -> Reply:
        return synapse.call("GET", f"/_synapse/client/chancery/v1/rooms/{address}/class", user=user)

    expected = {"room_id": coordination, "class": "interministerial"}
    assert ask(coordination).body == expected
    assert ask("%23coordination%3Aetat.example").body == expected
    assert ask(coordination, None).status == 401
    for address in ("!nowhere", "%23nowhere%3Aetat.example", "nowhere"):
        reply = ask(address)
        assert (reply.status, reply.body["errcode"]) == (404, "M_NOT_FOUND")
    preflight = synapse.call("OPTIONS", f"/_synapse/client/chancery/v1/rooms/{coordination}/class")
    assert "Authorization" in preflight.headers["Access-Control-Allow-Headers"]


def test_logs_name_rules_and_never_content_or_tokens(synapse: SynapseProcess) -> None:
    """Everything above has been said by now."""
    lines = [line for line in synapse.log.read_text("utf-8").splitlines() if line.startswith("chancery_policy")]
    assert any("F-02" in line for line in lines)
    for line in lines:
        assert "bonjour" not in line
        assert "syt_" not in line


def test_the_service_account_is_under_the_rules_too(synapse: SynapseProcess) -> None:
    """While there is a policy."""
    assert synapse.create_room(SERVICE, {"preset": "private_chat"}).refused_by == "F-01"


def test_what_an_administrator_did_past_the_rules_is_logged(synapse: SynapseProcess, coordination: str) -> None:
    """With the rule, the room and the people; Synapse itself asks no module about it."""
    other = "@jan.novak-externe:etat.example"
    synapse.token(other)
    assert synapse.invite(ADMIN, coordination, other).status == 200
    expected = f"Bypass: the invite of {other} by {ADMIN} in {coordination} goes against R-0200"
    deadline = time.monotonic() + 20
    while expected not in synapse.log.read_text("utf-8"):
        assert time.monotonic() < deadline, "no bypass was logged"
        time.sleep(0.1)  # until the audit has been round


def test_the_creator_of_a_room_cannot_redact_its_encryption(synapse: SynapseProcess, coordination: str) -> None:
    """Redacted, the event would no longer say how the room is encrypted."""
    state = synapse.call("GET", f"/_matrix/client/v3/rooms/{coordination}/state", user=CAMILLE).body
    encryption = next(entry["event_id"] for entry in state if entry["type"] == "m.room.encryption")
    path = f"/_matrix/client/v3/rooms/{coordination}/redact/{encryption}/t-redact"
    assert synapse.call("PUT", path, {}, user=CAMILLE).refused_by == "F-03"


def test_a_message_kept_as_state_is_refused(synapse: SynapseProcess, coordination: str) -> None:
    """State is in the clear, whoever may send it."""
    path = f"/_matrix/client/v3/rooms/{coordination}/state/m.room.message"
    assert synapse.call("PUT", path, {"msgtype": "m.text", "body": "bonjour"}, user=CAMILLE).refused_by == "F-02"
