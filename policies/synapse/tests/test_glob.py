"""Globs mean what their definition says."""

import re
from itertools import product

from chancery_policy.glob import glob_matches, is_glob


def _words(symbols: str, longest: int) -> list[str]:
    return ["".join(word) for length in range(longest + 1) for word in product(symbols, repeat=length)]


def test_a_glob_means_what_its_definition_says() -> None:
    """All globs and texts of a few characters, against a regular expression that says the same."""
    texts = _words("ab", 4)
    for pattern in _words("ab*?", 4):
        meaning = re.compile("".join({"*": ".*", "?": "."}.get(one, one) for one in pattern))
        for text in texts:
            assert glob_matches(pattern, text) == (meaning.fullmatch(text) is not None)


def test_a_glob_has_1_to_255_characters() -> None:
    """A character beyond the first plane is one."""
    assert [is_glob(text) for text in ("", "*", "\U0001f4de" * 255, "a" * 256)] == [False, True, True, False]
