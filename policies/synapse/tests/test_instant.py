"""An instant has one form, and names a moment that exists."""

import re
from calendar import monthrange

from hypothesis import given, settings
from hypothesis import strategies as st

from chancery_policy.instant import instant_of, is_instant, later

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


def test_later_stays_within_the_years_that_exist() -> None:
    """A policy that ends at the end of all years must not be able to stop anybody."""
    assert later("9999-12-31T23:59:59Z", 1) == "9999-12-31T23:59:59Z"
    assert later("0001-01-01T00:00:00Z", -1) == "0001-01-01T00:00:00Z"
    assert later("2026-12-31T23:59:59Z", 1) == "2027-01-01T00:00:00Z"
    assert later("0999-12-31T23:59:59Z", 0) == "0999-12-31T23:59:59Z"


def test_an_instant_of_seconds_is_rounded_down() -> None:
    """In UTC, whatever the machine's own zone."""
    assert instant_of(0.9) == "1970-01-01T00:00:00Z"
    assert instant_of(86_400) == "1970-01-02T00:00:00Z"
