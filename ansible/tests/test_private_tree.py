"""The module that lays down files which only the owner can read."""

import os
import stat
from pathlib import Path

import pytest
from private_tree import PrivateTree, RefusedError, bring_about


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "homeserver"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def tree(place: Path, dry: bool = False) -> PrivateTree:
    os.umask(0o022)
    return PrivateTree(str(place), dry)


def test_files_and_folders_are_readable_by_the_owner_alone_whatever_the_umask(place: Path) -> None:
    tree(place).file("policy/root.json", b"{}")
    assert (place / "policy/root.json").read_bytes() == b"{}"
    assert mode(place) == mode(place / "policy") == 0o700
    assert mode(place / "policy/root.json") == 0o600


def test_a_second_run_changes_nothing(place: Path) -> None:
    tree(place).file("a/b", b"1")
    second = tree(place)
    second.file("a/b", b"1")
    assert second.touched == []


def test_what_others_were_let_into_is_closed_again(place: Path) -> None:
    tree(place).file("a/b", b"1")
    (place / "a/b").chmod(0o644)
    (place / "a").chmod(0o755)
    second = tree(place)
    second.file("a/b", b"1")
    assert second.touched == ["a", "a/b"]
    assert (mode(place / "a"), mode(place / "a/b")) == (0o700, 0o600)


def test_a_changed_file_is_put_right(place: Path) -> None:
    tree(place).file("module.py", b"guard()")
    (place / "module.py").write_text("pass")
    second = tree(place)
    second.file("module.py", b"guard()")
    assert second.touched == ["module.py"]
    assert (place / "module.py").read_bytes() == b"guard()"
    assert os.listdir(place) == ["module.py"]


def test_check_mode_writes_nothing_and_names_the_differences(place: Path) -> None:
    dry = tree(place, dry=True)
    dry.file("a/b", b"1")
    dry.generated("secrets/pepper")
    assert dry.touched == [".", "a", "a/b", "secrets", "secrets/pepper"]
    assert not place.exists()


def test_a_secret_is_made_once_and_two_deployments_have_different_ones(place: Path, tmp_path: Path) -> None:
    tree(place).generated("secrets/pepper")
    first = (place / "secrets/pepper").read_text()
    tree(place).generated("secrets/pepper")
    assert (place / "secrets/pepper").read_text() == first
    assert mode(place / "secrets/pepper") == 0o600
    assert len(first.strip()) == 64
    tree(tmp_path / "other").generated("secrets/pepper")
    assert (tmp_path / "other/secrets/pepper").read_text() != first


def test_an_empty_secret_left_by_a_full_disk_is_made_again(place: Path) -> None:
    tree(place).directory("secrets")
    (place / "secrets/pepper").touch(0o600)
    tree(place).generated("secrets/pepper")
    assert len((place / "secrets/pepper").read_text().strip()) == 64


def test_what_does_not_belong_in_a_mirrored_folder_is_removed_except_caches(place: Path) -> None:
    tree(place).file("modules/package/module.py", b"")
    (place / "modules/package/__pycache__").mkdir()
    (place / "modules/package/__pycache__/module.pyc").touch()
    (place / "modules/package/sitecustomize.py").touch()
    (place / "modules/twisted").mkdir()
    (place / "modules/twisted/__init__.py").touch()
    second = tree(place)
    second.remove_others("modules", {"modules/package/module.py"})
    assert sorted(second.touched) == ["modules/package/sitecustomize.py", "modules/twisted"]
    assert sorted(os.listdir(place / "modules/package")) == ["__pycache__", "module.py"]


@pytest.mark.parametrize("link", ["policy", "policy/root.json"])
def test_a_symbolic_link_is_never_followed(place: Path, tmp_path: Path, link: str) -> None:
    victim = tmp_path / "victim"
    if link == "policy":
        victim.mkdir()
        place.mkdir(0o700)
    else:
        victim.write_text("precious")
        (place / "policy").mkdir(0o700, parents=True)
        place.chmod(0o700)
    (place / link).symlink_to(victim)
    with pytest.raises(RefusedError, match="symbolic link"):
        tree(place).file("policy/root.json", b"{}")
    assert victim.is_dir() or victim.read_text() == "precious"


@pytest.mark.parametrize("relative", ["../outside", "a/../../outside", "/etc/passwd", "", "a//b", "./a"])
def test_a_path_out_of_the_tree_is_refused(place: Path, relative: str) -> None:
    with pytest.raises(RefusedError, match="not a path inside the tree"):
        tree(place).file(relative, b"")
    assert not (place.parent / "outside").exists()


def test_a_file_that_somebody_else_owns_is_refused(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(place).file("a", b"1")
    owner = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    with pytest.raises(RefusedError, match=f"belongs to user number {owner}"):
        tree(place).file("a", b"2")
    assert (place / "a").read_bytes() == b"1"


def test_a_content_that_is_not_text_is_refused_before_it_is_written(place: Path) -> None:
    wanted = {"directories": [], "files": {"a": {"json": "that was parsed"}}, "mirrored": [], "generated": []}
    with pytest.raises(RefusedError, match="not text"):
        bring_about(tree(place), wanted)
    assert not (place / "a").exists()
