"""How policy comes into force on a real homeserver, and what never does."""

from collections.abc import Callable
from typing import Any

import pytest

from .conftest import Starter
from .example_policy import CAMILLE, IDRIS, SERVICE, creation_body, example_policy
from .signed_things import (
    ANNE,
    BRUNO,
    CLAIRE,
    MALLORY,
    Officer,
    SignedBundle,
    base64_of,
    envelope,
    instant,
    make_bundle,
    make_root,
)
from .synapse_process import Reply, SynapseProcess

BUNDLE, CHUNK, ROOT = (f"org.chancery.policy.{kind}" for kind in ("bundle", "chunk", "root"))


def publish(synapse: SynapseProcess, room_id: str, bundle: SignedBundle, user: str = SERVICE) -> Reply:
    """Send the chunks, then the bundle that lists them; return the first refusal, or the last reply."""
    for digest, chunk in bundle.chunks.items():
        reply = synapse.set_state(user, room_id, CHUNK, {"data": chunk}, digest)
        if reply.status != 200:
            return reply
    return synapse.set_state(user, room_id, BUNDLE, bundle.transit["envelope"], "national")


def in_force(synapse: SynapseProcess) -> dict[str, Any]:
    """Return the bundle that the endpoint hands out."""
    answer = synapse.call("GET", "/_synapse/client/chancery/v1/policy").body
    bundle: dict[str, Any] = answer["bundles"]["national"]
    return bundle


@pytest.fixture(scope="module")
def governance(synapse: SynapseProcess) -> str:
    """The governance room, made by the service account."""
    reply = synapse.create_room(SERVICE, creation_body("governance"))
    assert reply.status == 200, reply
    return str(reply.body["room_id"])


@pytest.fixture
def conversation(synapse: SynapseProcess) -> str:
    """A room of Camille's that will be listed as public."""
    return str(synapse.create_room(CAMILLE, creation_body("announcements")).body["room_id"])


def test_a_published_version_comes_into_force_and_survives_a_restart(
    synapse: SynapseProcess, governance: str, conversation: str, version_one: SignedBundle
) -> None:
    """Version 2 lists a public room: plaintext is refused there before, and accepted afterwards."""
    message = {"msgtype": "m.text", "body": "Bulletin"}
    assert publish(synapse, governance, version_one).status == 200
    assert synapse.send(CAMILLE, conversation, "m.room.message", message).refused_by == "F-02"
    version_two = make_bundle(example_policy((conversation,)), 2, version_one, chunk_size=1500)
    assert len(version_two.chunks) > 1
    assert publish(synapse, governance, version_two).status == 200
    assert in_force(synapse) == version_two.transit
    assert synapse.send(CAMILLE, conversation, "m.room.message", message).status == 200
    synapse.restart()
    # The bundle file still has version 1.
    assert in_force(synapse) == version_two.transit
    assert synapse.send(CAMILLE, conversation, "m.room.message", message).status == 200
    answer = synapse.call("GET", "/_synapse/client/chancery/v1/policy").body
    assert answer["governance_room_id"] == governance
    assert publish(synapse, governance, version_one).body["org.chancery.policy.rejected"] == "version_old"
    assert publish(synapse, governance, version_two).status == 200


def _tampered(bundle: SignedBundle) -> SignedBundle:
    payload = bundle.payload.replace(b"chancery 0.1.0", b"chancery 6.6.6")
    signed = bundle.transit["envelope"] | {"payload": base64_of(payload)}
    return SignedBundle({"envelope": signed, "chunks": bundle.transit["chunks"]}, payload)


def _opened(bundle: SignedBundle) -> SignedBundle:
    policy = example_policy()
    policy["room_classes"]["interministerial"]["encryption"] = "none"
    return make_bundle(policy, 9, bundle)


def _signed(*signers: Officer) -> Callable[[SignedBundle], SignedBundle]:
    return lambda previous: make_bundle(example_policy(), 9, previous, signers=signers)


OFFERS: dict[str, Callable[[SignedBundle], SignedBundle]] = {
    "signature_invalid": lambda previous: _tampered(make_bundle(example_policy(), 9, previous)),
    "signer_unknown": _signed(ANNE, MALLORY),
    "unsigned": _signed(),
    "threshold_not_met": _signed(ANNE),
    "signer_duplicate": _signed(ANNE, ANNE),
    "namespace_wrong": lambda previous: SignedBundle(
        {
            "envelope": envelope(previous.payload, (ANNE, BRUNO), "chancery-root@1"),
            "chunks": previous.transit["chunks"],
        },
        previous.payload,
    ),
    "expired": lambda previous: make_bundle(example_policy(), 9, previous, issued_at=instant(-9), expires=instant(-1)),
    "issued_in_future": lambda previous: make_bundle(example_policy(), 9, previous, issued_at=instant(1)),
    "version_old": lambda _: make_bundle(example_policy(), 1),
    "version_conflict": lambda _: make_bundle(example_policy(), 7, compiler="another"),
    "prev_mismatch": lambda _: make_bundle(example_policy(), 8),
    "floor_violated": _opened,
    "schema_invalid": lambda previous: make_bundle(example_policy(more=True), 9, previous),
    "json_invalid": lambda previous: make_bundle(b'{"lang":1,"lang":2}', 9, previous),
    "too_large": lambda previous: make_bundle(example_policy(), 9, previous, chunk_size=30),
}


@pytest.fixture(scope="module")
def good(synapse: SynapseProcess, governance: str, version_one: SignedBundle) -> SignedBundle:
    """A version well above the first."""
    bundle = make_bundle(example_policy(), 7, version_one)
    assert publish(synapse, governance, bundle).status == 200
    return bundle


@pytest.mark.parametrize("code", OFFERS)
def test_what_does_not_hold_is_refused_and_what_is_in_force_stays(
    synapse: SynapseProcess, governance: str, good: SignedBundle, code: str
) -> None:
    """Forged, half-signed, expired, older, or against the floor."""
    offer = OFFERS[code](good)
    if code == "too_large":
        # The envelope alone is refused: nobody looks for that many chunks.
        reply = synapse.set_state(SERVICE, governance, BUNDLE, offer.transit["envelope"], "national")
    else:
        reply = publish(synapse, governance, offer)
    assert reply.body["org.chancery.policy.rejected"] == code
    assert reply.refused_by == "F-08"
    assert in_force(synapse) == good.transit


def test_a_chunk_that_is_not_published_refuses_the_bundle(
    synapse: SynapseProcess, governance: str, version_one: SignedBundle
) -> None:
    """And a chunk under another's digest is refused itself."""
    bundle = make_bundle(example_policy(id="other"), 30, version_one)
    said = bundle.transit["envelope"]
    reply = synapse.set_state(SERVICE, governance, BUNDLE, said, "national")
    assert reply.body["org.chancery.policy.rejected"] == "chunk_missing"
    reply = synapse.set_state(SERVICE, governance, CHUNK, {"data": base64_of(b"x")}, next(iter(bundle.chunks)))
    assert reply.body["org.chancery.policy.rejected"] == "chunk_mismatch"


def test_nobody_else_publishes_and_nowhere_else(
    synapse: SynapseProcess, governance: str, version_one: SignedBundle
) -> None:
    """Well signed as it may be."""
    bundle = make_bundle(example_policy(id="other"), 40, version_one)
    assert synapse.join(CAMILLE, governance).status == 200
    before = in_force(synapse)
    reply = publish(synapse, governance, bundle, CAMILLE)
    assert reply.refused_by == "F-08"
    elsewhere = synapse.create_room(SERVICE, creation_body("announcements")).body["room_id"]
    assert publish(synapse, elsewhere, bundle).refused_by == "F-08"
    assert in_force(synapse) == before


def test_nobody_writes_into_the_governance_room(synapse: SynapseProcess, governance: str) -> None:
    """Whatever their power."""
    assert synapse.send(SERVICE, governance, "m.room.message", {"msgtype": "m.text", "body": "a"}).refused_by == "F-02"


def test_the_next_root_is_walked_to_and_kept(synapse: SynapseProcess, governance: str) -> None:
    """Published under its version; the pinned one may be published too; none is skipped."""
    second = make_root(2, officers=(ANNE, BRUNO, MALLORY))
    third = make_root(3, officers=(ANNE, BRUNO, MALLORY), signers=(ANNE, MALLORY))

    def offer(root: object, version: str) -> Reply:
        return synapse.set_state(SERVICE, governance, ROOT, root, version)

    assert offer(make_root(), "1").status == 200
    assert offer(third, "2").body["org.chancery.policy.rejected"] == "threshold_not_met"
    assert offer(make_root(2, signers=(ANNE,)), "2").body["org.chancery.policy.rejected"] == "threshold_not_met"
    assert offer(second, "3").body["org.chancery.policy.rejected"] == "schema_invalid"
    assert offer(second, "2").status == 200
    assert offer(third, "3").status == 200
    answer = synapse.call("GET", "/_synapse/client/chancery/v1/policy").body
    assert answer["roots"] == [make_root(), second, third]
    synapse.restart()
    assert synapse.call("GET", "/_synapse/client/chancery/v1/policy").body["roots"] == answer["roots"]
    reply = publish(synapse, governance, make_bundle(example_policy(), 90, signers=(BRUNO, CLAIRE)))
    assert reply.body["org.chancery.policy.rejected"] == "signer_unknown"


def test_without_policy_only_the_service_account_acts(start: Starter, version_one: SignedBundle) -> None:
    """Until it publishes the first version."""
    synapse = start(None)
    assert synapse.create_room(CAMILLE, creation_body("interministerial")).body["org.chancery.refusal"] == {
        "rule_id": "F-06",
        "action": "create_room",
        "layer": None,
        "policy_version": None,
    }
    assert synapse.create_room(IDRIS, {}).refused_by == "F-06"
    answer = synapse.call("GET", "/_synapse/client/chancery/v1/policy").body
    assert answer == {"roots": [make_root()], "bundles": {}, "overlays": {}, "pulse": None, "governance_room_id": None}
    room_id = synapse.create_room(SERVICE, creation_body("governance")).body["room_id"]
    assert synapse.join(CAMILLE, room_id).refused_by == "F-06"
    assert publish(synapse, room_id, version_one).status == 200
    assert synapse.join(CAMILLE, room_id).status == 200
    assert synapse.create_room(CAMILLE, creation_body("interministerial")).status == 200
