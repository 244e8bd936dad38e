"""An instant has one form, and names a moment that exists."""

import re
from calendar import monthrange

from hypothesis import given, settings
from hypothesis import strategies as st

from chancery_policy.instant import is_instant

_FORM = re.compile(
    r"(?!0000)[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z"
)
_PARTS = st.tuples(
    st.one_of(st.integers(0, 9999), st.sampled_from([0, 1, 4, 1900, 2000, 2024])),
    st.integers(0, 13),
    st.integers(0, 32),
    st.integers(0, 25),
    st.integers(0, 61),
    st.integers(0, 61),
)
_NEARLY = _PARTS.map(lambda parts: "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z".format(*parts))


def _exists(text: str) -> bool:
    """Say the same in another way, and slowly."""
    return _FORM.fullmatch(text) is not None and int(text[8:10]) <= monthrange(int(text[:4]), int(text[5:7]))[1]


@settings(max_examples=500, deadline=None)
@given(
    _NEARLY,
    st.integers(0, 20),
    st.sampled_from(["", *" 0/:-TZtz+.W", "é", "٣", "\uff11", "\ud800", "Z0"]),
    st.booleans(),
)
def test_is_instant(text: str, at: int, other: str, change: bool) -> None:
    """Dates that nearly are, and characters that do not belong there."""
    changed = text[:at] + other + text[at + 1 :] if change else text
    assert is_instant(changed) is _exists(changed)
