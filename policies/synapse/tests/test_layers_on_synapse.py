"""A ministry's rules on a real homeserver: they narrow what the nation allows, and withholding them undoes nothing."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from .example_policy import CAMILLE, IDRIS, NORA, SERVICE, creation_body, example_policy, ministry_policy
from .signed_things import SignedBundle, make_bundle, make_ministry_bundle, with_ministry
from .synapse_process import Reply, SynapseProcess

BUNDLE, CHUNK = "org.chancery.policy.bundle", "org.chancery.policy.chunk"
NATIONAL = make_bundle(example_policy())
MINISTRY = make_ministry_bundle(ministry_policy())
MEGOLM = {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "AwgAEn", "session_id": "s", "device_id": "D"}


@pytest.fixture
def synapse() -> Iterator[SynapseProcess]:
    """A homeserver whose files have the rules of the nation and of the ministry."""
    process = SynapseProcess(with_ministry(), NATIONAL.transit, MINISTRY.transit)
    process.start()
    yield process
    process.remove()


def publish(synapse: SynapseProcess, bundle: SignedBundle, room_id: str) -> Reply:
    """Publish a bundle of the ministry."""
    for digest, chunk in bundle.chunks.items():
        assert synapse.set_state(SERVICE, room_id, CHUNK, {"data": chunk}, digest).status == 200
    return synapse.set_state(SERVICE, room_id, BUNDLE, bundle.transit["envelope"], "ministry")


def refusal(reply: Reply) -> dict[str, Any]:
    """Return the whole refusal."""
    assert reply.refused_by is not None, reply
    said: dict[str, Any] = reply.body["org.chancery.refusal"]
    return said


def served(synapse: SynapseProcess) -> dict[str, Any]:
    """Return the bundles that the endpoint hands out."""
    bundles: dict[str, Any] = synapse.call("GET", "/_synapse/client/chancery/v1/policy").body["bundles"]
    return bundles


def test_the_ministry_refuses_what_the_nation_allows_and_allows_nothing_that_it_refuses(
    synapse: SynapseProcess,
) -> None:
    """The refusal names the layer that refused, and the version of its bundle."""
    assert served(synapse) == {"national": NATIONAL.transit, "ministry": MINISTRY.transit}
    by_ministry = {"rule_id": "R-1001", "action": "create_room", "layer": "ministry", "policy_version": 1}
    assert refusal(synapse.create_room(CAMILLE, creation_body("interministerial"))) == by_ministry
    created = synapse.create_room(IDRIS, creation_body("interministerial"))
    assert created.status == 200
    room_id = created.body["room_id"]
    assert synapse.create_room(CAMILLE, creation_body("open_external")).status == 200
    # The ministry's defaults allow all of this.
    assert refusal(synapse.invite(IDRIS, room_id, NORA))["layer"] == "national"
    opened = synapse.set_state(IDRIS, room_id, "m.room.join_rules", {"join_rule": "public"})
    assert refusal(opened) == {"rule_id": "F-03", "action": "make_public", "layer": "national", "policy_version": 1}
    plain = synapse.send(IDRIS, room_id, "m.room.message", {"msgtype": "m.text", "body": "Bonjour"})
    assert refusal(plain)["rule_id"] == "F-02"


def test_what_leaves_the_class_of_the_ministry_alone_is_refused_in_its_name(synapse: SynapseProcess) -> None:
    """Its class wants a higher level for inviting than the nation's, and rooms from before it are held to that."""
    room_id = synapse.create_room(IDRIS, creation_body("open_external")).body["room_id"]
    governance = synapse.create_room(SERVICE, creation_body("governance")).body["room_id"]
    classes = ministry_policy()["room_classes"]
    stricter = classes["open_external"] | {"power_levels": classes["open_external"]["power_levels"] | {"kick": 60}}
    changed = ministry_policy(room_classes=classes | {"open_external": stricter})
    assert publish(synapse, make_ministry_bundle(changed, 2, MINISTRY), governance).status == 200
    levels = creation_body("open_external")["power_level_content_override"]
    by_ministry = {"rule_id": "F-03", "action": "make_public", "layer": "ministry", "policy_version": 2}
    assert refusal(synapse.set_state(IDRIS, room_id, "m.room.power_levels", levels)) == by_ministry
    assert synapse.set_state(IDRIS, room_id, "m.room.power_levels", levels | {"kick": 60}).status == 200
    created = refusal(synapse.create_room(IDRIS, creation_body("open_external")))
    assert created == {"rule_id": "F-04", "action": "create_room", "layer": "ministry", "policy_version": 2}


def test_the_version_of_the_ministry_does_not_roll_back(synapse: SynapseProcess) -> None:
    """Neither over a restart on the files of the first version, nor by publishing it again."""
    governance = synapse.create_room(SERVICE, creation_body("governance")).body["room_id"]
    assert synapse.create_room(CAMILLE, creation_body("interministerial")).refused_by == "R-1001"
    second = make_ministry_bundle(ministry_policy(rules=[]), 2, MINISTRY)
    assert publish(synapse, second, governance).status == 200
    assert synapse.create_room(CAMILLE, creation_body("interministerial")).status == 200
    synapse.restart()
    assert served(synapse) == {"national": NATIONAL.transit, "ministry": second.transit}
    assert synapse.create_room(CAMILLE, creation_body("interministerial")).status == 200
    assert publish(synapse, MINISTRY, governance).body["org.chancery.policy.rejected"] == "version_old"


def test_a_ministry_whose_bundle_is_taken_away_still_narrows(synapse: SynapseProcess) -> None:
    """Whoever runs the homeserver deletes the ministry's rules: reading and sending go on, what widens does not."""
    room_id = synapse.create_room(IDRIS, creation_body("interministerial")).body["room_id"]
    second = make_ministry_bundle(ministry_policy(), 2, MINISTRY)
    governance = synapse.create_room(SERVICE, creation_body("governance")).body["room_id"]
    assert publish(synapse, second, governance).status == 200
    synapse.stop()
    state = synapse.directory / "policy-state" / "trusted-policy.json"
    kept = json.loads(state.read_text("utf-8"))
    del kept["bundles"]["ministry"]
    state.write_text(json.dumps(kept), "utf-8")
    synapse.start()
    # The file of version 1 is still there, and below the mark.
    assert served(synapse) == {"national": NATIONAL.transit}
    assert "No bundle of layer ministry is held" in synapse.log.read_text("utf-8")
    missing = {"rule_id": "F-05", "layer": "ministry", "policy_version": 0}
    for user in (CAMILLE, IDRIS):
        reply = synapse.create_room(user, creation_body("interministerial"))
        assert refusal(reply) == missing | {"action": "create_room"}
    assert synapse.invite(IDRIS, room_id, CAMILLE).status == 200
    assert synapse.join(CAMILLE, room_id).status == 200
    assert synapse.send(CAMILLE, room_id, "m.room.encrypted", MEGOLM).status == 200
    assert publish(synapse, second, governance).status == 200
    assert synapse.create_room(IDRIS, creation_body("interministerial")).status == 200


def test_a_file_of_another_layer_is_not_taken(synapse: SynapseProcess) -> None:
    """The ministry's own file has the nation's bundle in it, so its own is missing."""
    synapse.stop()
    (synapse.directory / "policy-state" / "trusted-policy.json").unlink()
    (synapse.directory / "ministry.json").write_text(json.dumps(NATIONAL.transit), "utf-8")
    synapse.start()
    assert served(synapse) == {"national": NATIONAL.transit}
    assert "Refused the installed bundle of layer ministry: schema_invalid" in synapse.log.read_text("utf-8")
    assert synapse.create_room(IDRIS, creation_body("interministerial")).refused_by == "F-05"
