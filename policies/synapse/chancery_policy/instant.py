"""Moments as ``YYYY-MM-DDTHH:MM:SSZ`` (SPECIFICATION.md section 1). Two of them compare as strings."""

from datetime import UTC, datetime, timedelta

_LENGTH = len("0001-01-01T00:00:00Z")
_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


def _parse(text: str) -> datetime:
    return datetime.strptime(text, _FORMAT).replace(tzinfo=UTC)


def _format(moment: datetime) -> str:
    # strftime writes years before 1000 without leading zeros
    return moment.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def is_instant(text: str) -> bool:
    """Return whether ``text`` has the exact form and names a real moment.

    Written for speed: it is asked before every decision. Length and marks leave ``fromisoformat`` nothing but digits to
    read; later Pythons read hour 24 too.
    """
    if len(text) != _LENGTH or text[4::3] != "--T::Z" or text[11:13] == "24":
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def instant_of(seconds: float) -> str:
    """Return the instant of ``seconds`` since the epoch, rounded down."""
    return _format(datetime.fromtimestamp(int(seconds), UTC))


def later(instant: str, seconds: int) -> str:
    """Return ``instant`` moved by ``seconds``, which may be negative; clamped to the years that exist."""
    try:
        return _format(_parse(instant) + timedelta(seconds=seconds))
    except OverflowError:
        return "9999-12-31T23:59:59Z" if seconds > 0 else "0001-01-01T00:00:00Z"
