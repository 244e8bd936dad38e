"""Globs over whole user IDs (SPECIFICATION.md section 1)."""

GLOB_LENGTH_LIMIT = 255


def is_glob(text: str) -> bool:
    """Return whether ``text`` may stand as a glob."""
    return 0 < len(text) <= GLOB_LENGTH_LIMIT


def glob_matches(pattern: str, text: str) -> bool:
    """Return whether ``pattern`` matches the whole of ``text``.

    ``*`` is any run, also none; ``?`` exactly one code point; everything else stands for itself. On a mismatch only
    the last star gives way, so the work is at most len(pattern) * len(text): nobody can make a decision slow.
    """
    at = pattern_at = star_covers = 0
    star = -1
    while at < len(text):
        expected = pattern[pattern_at] if pattern_at < len(pattern) else None
        if expected == "*":
            star, star_covers = pattern_at, at
            pattern_at += 1
        elif expected is not None and (expected == "?" or expected == text[at]):
            at += 1
            pattern_at += 1
        elif star >= 0:
            star_covers += 1
            at, pattern_at = star_covers, star + 1
        else:
            return False
    return pattern[pattern_at:].strip("*") == ""
