#!/usr/bin/python
# SPDX-License-Identifier: EUPL-1.2
"""Lay down a tree of files that nobody but the owner can read, in one step."""

from __future__ import annotations

DOCUMENTATION = r"""
module: private_tree
short_description: Lay down a tree of files that only the owner can read
description:
  - Makes folders (0700) and files (0600), each file written beside its place and moved there, so that an interruption
    leaves the old file or the new one.
  - One call for a whole tree. A call for each file would make the second run of a playbook take minutes on many hosts.
  - Refuses to follow a symbolic link, and refuses a file that somebody else owns.
options:
  path:
    description: Absolute path of the tree's top folder.
    type: path
    required: true
  directories:
    description: Folders to have, relative to O(path).
    type: list
    elements: str
    default: []
  files:
    description: Relative path of each file, and its whole content as text.
    type: dict
    default: {}
  mirrored:
    description: Folders, relative to O(path), in which whatever O(files) does not name is removed. Python's own caches stay.
    type: list
    elements: str
    default: []
  generated:
    description:
      - Relative paths of secrets. One that is missing or empty is generated on the host itself (384 random bits);
        one that is there is never replaced. Their contents are never returned.
    type: list
    elements: str
    default: []
author: [Chancery]
attributes:
  check_mode: {support: full, description: Nothing is written}
  diff_mode: {support: none, description: Contents are never shown}
"""

EXAMPLES = r"""
- name: Lay down what only the service may read
  private_tree:
    path: /srv/example
    directories: [data]
    files: {"policy/root.json": "{}"}
    generated: [secrets/pepper]
"""

RETURN = r"""
paths:
  description: What was (in check mode, would be) made, rewritten, restricted or removed, relative to O(path).
  type: list
  returned: always
"""

import os
import secrets
import shutil
import stat
import tempfile

from ansible.module_utils.basic import AnsibleModule


class RefusedError(Exception):
    """The tree holds something that must not be touched; the message says what."""


class PrivateTree:
    """A folder that is brought into its wanted state; `touched` names every difference that was found."""

    def __init__(self, path: str, dry: bool) -> None:
        self.path = path
        self.dry = dry
        self.touched: list[str] = []

    def directory(self, relative: str) -> None:
        """Have the folder and every folder above it inside the tree."""
        parts = [] if relative in ("", ".") else _parts(relative)
        for depth in range(len(parts) + 1):
            self._one_directory(os.path.join(*parts[:depth]) if depth else "")

    def file(self, relative: str, content: bytes) -> None:
        """Have a file with exactly this content."""
        place = self._place_for_file(relative)
        status = self._status(place, relative)
        if status is not None and not stat.S_ISREG(status.st_mode):
            raise RefusedError(f"{place} is not a file")
        if status is not None and _read(place) == content:
            self._restrict(place, relative, status, 0o600)
            return
        self._write(place, relative, content)

    def generated(self, relative: str) -> None:
        """Have a secret, made once."""
        place = self._place_for_file(relative)
        status = self._status(place, relative)
        if status is not None and not stat.S_ISREG(status.st_mode):
            raise RefusedError(f"{place} is not a file")
        if status is not None and status.st_size > 0:
            self._restrict(place, relative, status, 0o600)
            return
        self._write(place, relative, secrets.token_urlsafe(48).encode("ascii") + b"\n")

    def remove_others(self, relative: str, wanted: set[str]) -> None:
        """Remove from a folder whatever is not wanted (`wanted` is relative to the tree)."""
        top = os.path.join(self.path, relative)
        for folder, folders, files in os.walk(top):
            folders[:] = [name for name in folders if name != "__pycache__"]
            for name in list(folders):
                inside = os.path.relpath(os.path.join(folder, name), self.path)
                if not any(path.startswith(inside + "/") for path in wanted):
                    folders.remove(name)
                    self._remove(inside)
            for name in files:
                inside = os.path.relpath(os.path.join(folder, name), self.path)
                if inside not in wanted:
                    self._remove(inside)

    def _place_for_file(self, relative: str) -> str:
        parts = _parts(relative)
        self.directory("/".join(parts[:-1]))
        return os.path.join(self.path, *parts)

    def _one_directory(self, relative: str) -> None:
        place = os.path.join(self.path, relative) if relative else self.path
        status = self._status(place, relative or ".")
        if status is None:
            self._touch(relative or ".")
            if not self.dry:
                os.makedirs(place, mode=0o700)
        elif not stat.S_ISDIR(status.st_mode):
            raise RefusedError(f"{place} is not a folder")
        else:
            self._restrict(place, relative or ".", status, 0o700)

    def _status(self, place: str, relative: str) -> os.stat_result | None:
        try:
            status = os.lstat(place)
        except FileNotFoundError:
            return None
        if stat.S_ISLNK(status.st_mode):
            raise RefusedError(f"{place} is a symbolic link; remove it, then run the playbook again")
        if status.st_uid != os.geteuid():
            raise RefusedError(f"{place} belongs to user number {status.st_uid}, not to the one who runs this")
        return status

    def _restrict(self, place: str, relative: str, status: os.stat_result, mode: int) -> None:
        if stat.S_IMODE(status.st_mode) != mode:
            self._touch(relative)
            if not self.dry:
                os.chmod(place, mode)

    def _write(self, place: str, relative: str, content: bytes) -> None:
        self._touch(relative)
        if self.dry:
            return
        handle, temporary = tempfile.mkstemp(prefix=".new-", dir=os.path.dirname(place))
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(temporary, place)
        except BaseException:
            os.unlink(temporary)
            raise

    def _remove(self, relative: str) -> None:
        self._touch(relative)
        place = os.path.join(self.path, relative)
        if self.dry:
            return
        if os.path.isdir(place) and not os.path.islink(place):
            shutil.rmtree(place)
        else:
            os.unlink(place)

    def _touch(self, relative: str) -> None:
        if relative not in self.touched:
            self.touched.append(relative)


def _parts(relative: str) -> list[str]:
    parts = relative.split("/")
    if not relative or any(part in ("", ".", "..") for part in parts):
        raise RefusedError(f"{relative!r} is not a path inside the tree")
    return parts


def _read(place: str) -> bytes:
    with open(place, "rb") as stream:
        return stream.read()


def bring_about(tree: PrivateTree, wanted: dict) -> None:
    """Bring the tree into the state that the module's options describe."""
    tree.directory("")
    for relative in wanted["directories"]:
        tree.directory(relative)
    for relative, content in wanted["files"].items():
        if not isinstance(content, str):
            raise RefusedError(f"the content of {relative!r} is not text")
        tree.file(relative, content.encode("utf-8"))
    for relative in wanted["mirrored"]:
        tree.remove_others(relative, set(wanted["files"]))
    for relative in wanted["generated"]:
        tree.generated(relative)


def main() -> None:
    module = AnsibleModule(
        argument_spec={
            "path": {"type": "path", "required": True},
            "directories": {"type": "list", "elements": "str", "default": []},
            "files": {"type": "dict", "default": {}},
            "mirrored": {"type": "list", "elements": "str", "default": []},
            "generated": {"type": "list", "elements": "str", "default": []},
        },
        supports_check_mode=True,
    )
    os.umask(0o077)
    tree = PrivateTree(module.params["path"], module.check_mode)
    try:
        bring_about(tree, module.params)
    except RefusedError as refusal:
        module.fail_json(msg=str(refusal), paths=tree.touched)
    except OSError as error:
        module.fail_json(msg=f"{error.strerror}: {error.filename or module.params['path']}", paths=tree.touched)
    module.exit_json(changed=bool(tree.touched), paths=tree.touched)


if __name__ == "__main__":
    main()
