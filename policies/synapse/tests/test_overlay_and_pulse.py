"""The module under an emergency overlay, and under a root that names a policy host."""

import asyncio
from pathlib import Path

import pytest

from chancery_policy.module import ChanceryPolicyModule

from .example_policy import CAMILLE, IDRIS, SERVICE, creation_body, example_policy
from .signed_things import ANNE, BRUNO, emergency_rule, instant, make_bundle, make_overlay, make_pulse, with_pulse
from .test_module import ROOM, FakeModuleApi, event, in_class, module_in, rule_in

OVERLAY, PULSE, BUNDLE = (f"org.chancery.policy.{kind}" for kind in ("overlay", "pulse", "bundle"))


def _publish(module: ChanceryPolicyModule, kind: str, content: object, state_key: str) -> str | None:
    """Return the reason code for which a published event is refused, or None."""
    answer = asyncio.run(module.check_event_for_spam(event(SERVICE, kind, content, state_key)))
    if rule_in(answer) is None:
        return None
    assert isinstance(answer, tuple)
    return str(answer[1]["org.chancery.policy.rejected"])


def _join(module: ChanceryPolicyModule) -> str | None:
    return rule_in(asyncio.run(module.user_may_join_room(IDRIS, ROOM, True)))


def _create(module: ChanceryPolicyModule) -> str | None:
    return rule_in(asyncio.run(module.user_may_create_room(CAMILLE, creation_body("interministerial"))))


def test_an_overlay_refuses_at_once_and_after_a_restart_and_ends_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it does not name stays as it was."""
    bundle = make_bundle(example_policy())
    module = module_in(tmp_path, _governance(), bundle)
    assert _join(_in_room(tmp_path)) is None
    assert _publish(module, OVERLAY, make_overlay(bundle), "national") is None
    again = _in_room(tmp_path)
    assert _join(again) == "E-0001"
    assert _create(again) is None
    assert again._store.answer()["overlays"] != {}
    monkeypatch.setattr("chancery_policy.module._now", lambda: instant(1))
    later = _in_room(tmp_path)
    assert _join(later) is None
    # It is remembered: one officer cannot begin it anew.
    anew = make_overlay(bundle, issued_at=instant(1), expires=instant(2))
    assert _publish(module_in(tmp_path, _governance()), OVERLAY, anew, "national") == "version_conflict"


def test_the_next_bundle_ends_an_overlay(tmp_path: Path) -> None:
    """Also for a restart, and for those who ask the endpoint."""
    first = make_bundle(example_policy())
    module = module_in(tmp_path, _governance(), first)
    assert _publish(module, OVERLAY, make_overlay(first), "national") is None
    module = module_in(tmp_path, _governance(), make_bundle(example_policy(), 2, first))
    assert module._store.answer()["overlays"] == {}
    assert _join(_in_room(tmp_path)) is None


def test_an_overlay_that_does_not_hold_changes_nothing(tmp_path: Path) -> None:
    """The module gives the reason of the specification."""
    bundle = make_bundle(example_policy())
    module = module_in(tmp_path, _governance(), bundle)
    assert _publish(module, OVERLAY, make_overlay(bundle), "ministry") == "schema_invalid"
    wrong = {
        "overlay_allows": make_overlay(bundle, rules=[emergency_rule(effect="allow")]),
        "overlay_refuses_reading": make_overlay(bundle, rules=[emergency_rule(actions=["read"])]),
        "renewed_alone": make_overlay(bundle, version=2),
        "lasts_too_long": make_overlay(bundle, expires=instant(4)),
        "envelope_invalid": {"rules": []},
    }
    for code, overlay in wrong.items():
        assert _publish(module, OVERLAY, overlay, "national") == code
    assert module._store.answer()["overlays"] == {}
    assert _join(_in_room(tmp_path)) is None
    assert _publish(module, OVERLAY, make_overlay(bundle, version=2, signers=(ANNE, BRUNO)), "national") is None


def test_without_a_pulse_nothing_widens_a_day_after_the_bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pulse that comes puts that right, until it is over too; reading and entering stay."""
    root, bundle = with_pulse(), make_bundle(example_policy(), issued_at=instant(-2))
    module = module_in(tmp_path, in_class("interministerial"), bundle, root)
    assert (_create(module), _join(module)) == ("F-05", None)
    assert _publish(module_in(tmp_path, _governance()), PULSE, make_pulse(root, bundle), "national") == "schema_invalid"
    assert _publish(module_in(tmp_path, _governance()), PULSE, make_pulse(root, bundle), "") is None
    module = _in_room(tmp_path)
    assert _create(module) is None
    assert module._store.answer()["pulse"] is not None
    monkeypatch.setattr("chancery_policy.module._now", lambda: instant(1))
    assert (_create(_in_room(tmp_path)), _join(_in_room(tmp_path))) == ("F-05", None)


def test_a_pulse_that_names_a_newer_bundle_stops_what_widens_until_it_comes(tmp_path: Path) -> None:
    """Whoever withholds a bundle from a homeserver is found out."""
    root, first = with_pulse(), make_bundle(example_policy(), issued_at=instant(-0.5))
    second = make_bundle(example_policy(), 2, first)
    module = module_in(tmp_path, _governance(), first, root)
    assert _create(module) is None
    assert _publish(module, PULSE, make_pulse(root, second, 2), "") is None
    assert _create(module) == "F-05"
    module = module_in(tmp_path, _governance(), second)
    assert _create(module) is None
    assert _publish(module, PULSE, make_pulse(root, first, issued_at=instant(-0.01)), "") == "version_old"


def test_a_root_without_hosts_takes_no_pulse(tmp_path: Path) -> None:
    """There, expiry alone says that a bundle is old."""
    bundle = make_bundle(example_policy(), issued_at=instant(-2))
    module = module_in(tmp_path, _governance(), bundle)
    assert _publish(module, PULSE, make_pulse(with_pulse(), bundle), "") == "role_missing"
    assert _create(module) is None


def _governance() -> FakeModuleApi:
    """Return a server on which every room is the governance room."""
    return in_class("governance")


def _in_room(directory: Path) -> ChanceryPolicyModule:
    """Return the module started anew, on a server on which every room is interministerial."""
    return module_in(directory, in_class("interministerial"))
