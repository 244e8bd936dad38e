"""What is kept and what is in force are the same thing."""

import json
from pathlib import Path

import pytest

from chancery_policy.policy_store import PolicyStore, StateDamagedError

from .example_policy import example_policy
from .signed_things import instant, make_bundle, make_root


def _versions(store: PolicyStore) -> dict[str, int]:
    assert store.layers is not None
    return {bundle.layer: bundle.version for bundle in store.layers.all}


def test_a_bundle_that_cannot_be_kept_is_not_in_force(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a full disk a restart would bring the older version back; so the older one decides until there is room."""
    first = make_bundle(example_policy())
    second = make_bundle(example_policy(), 2, first)
    (tmp_path / "root.json").write_text(json.dumps({"roots": [make_root()]}))
    (tmp_path / "national.json").write_text(json.dumps(first.transit))
    store = PolicyStore(tmp_path / "root.json", tmp_path / "national.json", tmp_path / "state", instant)
    store.load()

    def full(_path: Path, _content: str) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr("chancery_policy.policy_store._write_atomically", full)
        with pytest.raises(StateDamagedError):
            store.offer_bundle(second.transit, "!governance")
    assert _versions(store) == {"national": 1}
    assert store.governance_room_id is None

    store.offer_bundle(second.transit, "!governance")
    assert _versions(store) == {"national": 2}
