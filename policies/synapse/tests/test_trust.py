"""What is trusted after each offer, and what ends when a root no longer names who said it."""

import base64
import hashlib

import pytest
from nacl.signing import SigningKey

from chancery_policy.model import Envelope
from chancery_policy.offer_refused import OfferRefusedError
from chancery_policy.overlay import read_overlay
from chancery_policy.pulse import Versions, is_behind
from chancery_policy.trusted_policy_set import TrustedPolicySet

from .example_policy import example_policy
from .signed_things import (
    ANNE,
    BRUNO,
    CLAIRE,
    OFFICERS,
    Officer,
    base64_of,
    envelope,
    instant,
    make_bundle,
    make_overlay,
    make_pulse,
    make_root,
    with_pulse,
)

BUNDLE = make_bundle(example_policy())
LONG_AFTER = "2037-01-01T00:00:00Z"


class _Replaced(Officer):
    """The same person with another key."""

    @property
    def _key(self) -> SigningKey:
        return SigningKey(hashlib.sha256(f"new key of {self.id}".encode()).digest())


def _with_hosts(version: int, *hosts: Officer) -> Envelope:
    entries = [{"id": one.id, "key": one.entry()["key"]} for one in hosts]
    return make_root(version, pulse={"hosts": entries})


def _holding(overlay_signers: tuple[Officer, ...]) -> TrustedPolicySet:
    trusted = TrustedPolicySet(make_root())
    trusted.offer_bundle(BUNDLE.transit, instant())
    trusted.offer_overlay(make_overlay(BUNDLE, signers=overlay_signers), instant())
    return trusted


def test_an_overlay_outlasts_a_root_that_names_its_signers_still() -> None:
    """Be they all officers of the layer, or one."""
    for signers in ((ANNE,), OFFICERS):
        trusted = _holding(signers)
        held = trusted.overlay("national")
        assert trusted.offer_root(make_root(2)) is trusted.root
        assert trusted.overlay("national") is held is not None


def test_an_overlay_ends_with_one_of_its_signers() -> None:
    """Whoever leaves, or whose key is another, spoke for nobody."""
    replaced = make_root(2, officers=(ANNE, _Replaced(BRUNO.id), CLAIRE), signers=(ANNE, CLAIRE))
    left = make_root(2, officers=(ANNE, CLAIRE), signers=(ANNE, CLAIRE))
    for root in (replaced, left):
        for signers, stays in (((ANNE, BRUNO), False), ((BRUNO,), False), ((ANNE, CLAIRE), True)):
            trusted = _holding(signers)
            trusted.offer_root(root)
            assert (trusted.overlay("national") is not None) is stays


def test_a_pulse_ends_with_one_of_its_hosts() -> None:
    """As an overlay does."""
    hosts = (Officer("poste-1"), Officer("poste-2"))
    root = _with_hosts(1, *hosts)
    pulse = make_pulse(root, BUNDLE)
    both = envelope(base64.b64decode(pulse["payload"]), hosts, "chancery-pulse@1")
    for signed, after, stays in (
        (both, hosts, True),
        (both, hosts[:1], False),
        (both, (hosts[0], _Replaced(hosts[1].id)), False),
        (pulse, hosts[:1], True),
        (pulse, hosts[1:], False),
    ):
        trusted = TrustedPolicySet(root)
        assert trusted.offer_pulse(signed, instant()) is trusted.pulse
        trusted.offer_root(_with_hosts(2, *after))
        assert (trusted.pulse is not None) is stays


def test_what_is_over_is_taken_from_the_store_only() -> None:
    """Nobody has to say that it comes from elsewhere."""
    trusted = TrustedPolicySet(with_pulse())
    over = make_bundle(example_policy(), issued_at=instant(-9), expires=instant(-1))
    with pytest.raises(OfferRefusedError, match="expired"):
        trusted.offer_bundle(over.transit, instant())
    bundle = trusted.offer_bundle(over.transit, instant(), from_store=True)
    times = {"issued_at": instant(-2), "expires": instant(-1.5)}
    overlay = make_overlay(over, **times)  # type: ignore[arg-type]
    with pytest.raises(OfferRefusedError, match="expired"):
        trusted.offer_overlay(overlay, instant())
    trusted.offer_overlay(overlay, instant(), from_store=True)
    pulse = make_pulse(with_pulse(), over, **times)  # type: ignore[arg-type]
    with pytest.raises(OfferRefusedError, match="expired"):
        trusted.offer_pulse(pulse, instant())
    trusted.offer_pulse(pulse, instant(), from_store=True)
    assert trusted.bundle("national") is bundle


def test_a_manifest_is_told_under_a_root_that_is_not_over() -> None:
    """As a bundle is."""
    trusted = TrustedPolicySet(make_root())
    assert trusted.manifest(BUNDLE.transit["envelope"], instant())["layer"] == "national"
    with pytest.raises(OfferRefusedError, match="root_expired"):
        trusted.manifest(BUNDLE.transit["envelope"], LONG_AFTER)


def test_the_same_version_again_is_told_from_another_of_that_version() -> None:
    """An older one is told apart from both."""
    trusted = TrustedPolicySet(make_root())
    second = make_bundle(example_policy(), 2, BUNDLE)
    for bundle in (BUNDLE, second):
        trusted.offer_bundle(bundle.transit, instant())
    other = make_bundle(example_policy(contact="autre@etat.example"), 2, BUNDLE)
    for bundle, code in ((BUNDLE, "version_old"), (second, "version_same"), (other, "version_conflict")):
        with pytest.raises(OfferRefusedError, match=code):
            trusted.offer_bundle(bundle.transit, instant())
    assert trusted.marks["national"]["version"] == 2


def test_an_overlay_has_at_most_40_000_bytes() -> None:
    """What is larger is not even read."""
    with pytest.raises(OfferRefusedError, match="json_invalid"):
        read_overlay(b" " * 40_000)
    with pytest.raises(OfferRefusedError, match="too_large"):
        read_overlay(b" " * 40_001)


def test_a_layer_is_behind_for_what_a_pulse_says_of_it() -> None:
    """Or of the root: another layer's new bundle makes this one no older."""
    digest = "a" * 64

    def versions(root: int, national: int, ministry: int) -> Versions:
        return Versions(
            {"version": root, "sha256": digest},
            {
                "national": {"bundle": {"version": national, "sha256": digest}, "overlay": None},
                "ministry": {"bundle": {"version": ministry, "sha256": digest}, "overlay": None},
            },
        )

    held = versions(1, 1, 1)
    assert not is_behind(held, versions(1, 1, 2), "national")
    assert is_behind(held, versions(1, 1, 2), "ministry")
    assert is_behind(held, versions(1, 2, 1), "national")
    assert is_behind(held, versions(2, 1, 1), "national")
    assert not is_behind(held, held, "national")


def test_chunks_are_base64() -> None:
    """One that is not spoils the others."""
    trusted = TrustedPolicySet(make_root())
    for chunks in (["%"], [*BUNDLE.transit["chunks"], "%"]):
        with pytest.raises(OfferRefusedError, match="envelope_invalid"):
            trusted.offer_bundle({**BUNDLE.transit, "chunks": chunks}, instant())
    with pytest.raises(OfferRefusedError, match="chunk"):
        trusted.offer_bundle({**BUNDLE.transit, "chunks": [base64_of(b"x")]}, instant())
    assert trusted.bundle("national") is None
