# SPDX-License-Identifier: EUPL-1.2
"""Read the sources of a Python package on the controller."""

from __future__ import annotations

DOCUMENTATION = r"""
name: source_tree
short_description: Read the sources of a Python package on the controller
description: Gives a dictionary of each source file's path (under a prefix) and its text. Caches and hidden files are left out.
options:
  _terms:
    description: One folder.
    required: true
  prefix:
    description: What to put before each path.
    type: str
    default: ""
"""

from pathlib import Path

from ansible.errors import AnsibleError
from ansible.plugins.lookup import LookupBase


class LookupModule(LookupBase):
    """`lookup("source_tree", FOLDER, prefix="a/b")` gives `{"a/b/module.py": "…"}`."""

    def run(self, terms: list[str], variables: object = None, **kwargs: object) -> list[dict[str, str]]:
        self.set_options(var_options=variables, direct=kwargs)
        prefix = self.get_option("prefix")
        top = Path(terms[0])
        if not (top / "__init__.py").is_file():
            raise AnsibleError(f"{top} holds no Python package (no __init__.py)")
        sources = {}
        for path in sorted(top.rglob("*")):
            relative = path.relative_to(top)
            hidden = any(part.startswith(".") or part == "__pycache__" for part in relative.parts)
            if path.is_file() and not hidden:
                sources[f"{prefix}/{relative.as_posix()}".lstrip("/")] = path.read_text(encoding="utf-8")
        return [sources]
