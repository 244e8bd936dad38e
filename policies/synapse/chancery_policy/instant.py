"""Moments as ``YYYY-MM-DDTHH:MM:SSZ`` (SPECIFICATION.md section 1). Two of them compare as strings."""

import re
from calendar import monthrange
from datetime import UTC, datetime, timedelta

_FORM = re.compile(
    r"(?!0000)[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z"
)
_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


def _parse(text: str) -> datetime:
    return datetime.strptime(text, _FORMAT).replace(tzinfo=UTC)


def _format(moment: datetime) -> str:
    # strftime writes years before 1000 without leading zeros
    return moment.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def is_instant(text: str) -> bool:
    """Return whether ``text`` has the exact form and names a real moment."""
    return _FORM.fullmatch(text) is not None and int(text[8:10]) <= monthrange(int(text[:4]), int(text[5:7]))[1]


def instant_of(seconds: float) -> str:
    """Return the instant of ``seconds`` since the epoch, rounded down."""
    return _format(datetime.fromtimestamp(int(seconds), UTC))


def later(instant: str, seconds: int) -> str:
    """Return ``instant`` moved by ``seconds``, which may be negative; clamped to the years that exist."""
    try:
        return _format(_parse(instant) + timedelta(seconds=seconds))
    except OverflowError:
        return "9999-12-31T23:59:59Z" if seconds > 0 else "0001-01-01T00:00:00Z"
