"""Who somebody is follows from the signed sets alone (SPECIFICATION.md section 2), never from a profile."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from .glob import glob_matches
from .policy_model import SubjectSet
from .user_id import is_user_id, server_of


@dataclass(frozen=True)
class Subject:
    """``kind`` is ``service`` also for somebody who is in a set of agents besides. ``sets`` is sorted."""

    kind: Literal["agent", "service", "external", "unknown"]
    sets: tuple[str, ...]
    user_id: str


def _is_in(subject_set: SubjectSet, user_id: str) -> bool:
    return server_of(user_id) in subject_set["servers"] or any(
        glob_matches(pattern, user_id) for pattern in subject_set["users"]
    )


def resolve_subject(sets: Mapping[str, SubjectSet], user_id: str | None) -> Subject:
    """Return who ``user_id`` is under these sets; None or a malformed one is ``unknown``."""
    if user_id is None or not is_user_id(user_id):
        return Subject("unknown", (), user_id or "")
    within = tuple(name for name in sorted(sets) if _is_in(sets[name], user_id))
    if any(sets[name]["kind"] == "service" for name in within):
        return Subject("service", within, user_id)
    return Subject("agent" if within else "external", within, user_id)
