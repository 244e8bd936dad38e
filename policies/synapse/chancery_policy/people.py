"""Who somebody is, as a profile that many people share: rules are asked of profiles, never of single people.

It follows from the signed sets alone (SPECIFICATION.md section 2), never from a profile on the homeserver.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from .glob import glob_matches
from .policy_model import Matcher, Policy, SubjectSet
from .user_id import is_user_id, server_of

# People that are remembered. A large ministry has this many active people in an hour.
_REMEMBERED = 20_000
_WILD = re.compile(r"[*?]")


@dataclass(frozen=True, eq=False)
class Profile:
    """People in whom the rules see no difference are one profile.

    ``kind`` is ``service`` also for somebody who is in a set of agents besides. ``sets`` are the names of their sets,
    ``globs`` those globs of the rules that match their user ID. ``key`` is a number for each profile; 0: unknown.
    """

    kind: Literal["agent", "service", "external", "unknown"]
    sets: frozenset[str]
    globs: frozenset[str]
    key: int

    @property
    def may_be_external(self) -> bool:
        """Whether the worst must be assumed of a person."""
        return self.kind in ("external", "unknown")


UNKNOWN = Profile("unknown", frozenset(), frozenset(), 0)


def _glob_finder(globs: Iterable[str]) -> Callable[[str], list[str]]:
    """Find which of many globs match, looking closely only at those whose literal beginning fits."""
    literal: set[str] = set()
    wild: list[tuple[str, str]] = []
    for glob in globs:
        first = _WILD.search(glob)
        if first is None:
            literal.add(glob)
        else:
            wild.append((glob[: first.start()], glob))

    def find(text: str) -> list[str]:
        found = [glob for head, glob in wild if text.startswith(head) and glob_matches(glob, text)]
        return [*found, text] if text in literal else found

    return find


def _membership_test(subject_set: SubjectSet) -> Callable[[str], bool]:
    servers = frozenset(subject_set["servers"])
    find = _glob_finder(subject_set["users"])
    return lambda user_id: server_of(user_id) in servers or bool(find(user_id))


def _globs_in(policy: Policy) -> set[str]:
    matchers: list[Matcher | None] = []
    for rule in policy["rules"]:
        matchers += [rule["who"], rule["target"]]
        for exception in rule["exceptions"]:
            matchers += [exception["who"], exception["target"]]
    return {glob for matcher in matchers if matcher is not None for glob in matcher["users"] or ()}


class People:
    """A policy's sets and globs, prepared for many questions."""

    def __init__(self, policy: Policy) -> None:
        self._services = {name for name, entry in policy["sets"].items() if entry["kind"] == "service"}
        self._sets = [(name, _membership_test(entry)) for name, entry in policy["sets"].items()]
        self._globs = _glob_finder(_globs_in(policy))
        self._profiles: dict[tuple[frozenset[str], frozenset[str]], Profile] = {}
        self._remembered: dict[str, Profile] = {}

    def profile_of(self, user_id: str | None) -> Profile:
        """Return who ``user_id`` is; None or a malformed one is unknown."""
        if user_id is None:
            return UNKNOWN
        known = self._remembered.get(user_id)
        if known is not None:
            return known
        if not is_user_id(user_id):
            return UNKNOWN
        made = self._profile(
            frozenset(name for name, has in self._sets if has(user_id)), frozenset(self._globs(user_id))
        )
        if len(self._remembered) >= _REMEMBERED:
            self._remembered.clear()
        self._remembered[user_id] = made
        return made

    def _profile(self, sets: frozenset[str], globs: frozenset[str]) -> Profile:
        known = self._profiles.get((sets, globs))
        if known is not None:
            return known
        kind: Literal["agent", "service", "external"] = "agent" if sets else "external"
        if not sets.isdisjoint(self._services):
            kind = "service"
        made = Profile(kind, sets, globs, len(self._profiles) + 1)
        self._profiles[(sets, globs)] = made
        return made
