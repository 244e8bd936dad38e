"""JSON read strictly (RFC 8259 and SPECIFICATION.md section 1)."""

import json
from typing import NoReturn

from .offer_refused import OfferRefusedError

SAFE_INTEGER = 2**53 - 1
_DEEPEST = 32


def _refuse_number(_: str) -> NoReturn:
    raise ValueError("not an integer")


def _integer(digits: str) -> int:
    # The length is looked at first: turning a very long run of digits into a number is slow.
    if len(digits) > len(str(SAFE_INTEGER)) + 1:
        raise ValueError("integer out of range")
    value = int(digits)
    if abs(value) > SAFE_INTEGER or digits == "-0":
        raise ValueError("integer out of range")
    return value


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ValueError("duplicate key")
    return result


def _check(value: object, depth: int = 0) -> None:
    """Raise ValueError when ``value`` is nested too deep or has a string with a lone surrogate."""
    if depth > _DEEPEST:
        raise ValueError("too deep")
    if isinstance(value, str):
        # encoding finds lone surrogates, which escapes in JSON can make
        value.encode("utf-8", "strict")
    elif isinstance(value, dict):
        for key, entry in value.items():
            key.encode("utf-8", "strict")
            _check(entry, depth + 1)
    elif isinstance(value, list):
        for entry in value:
            _check(entry, depth + 1)


def parse_strict_json(data: bytes) -> object:
    """Parse UTF-8 bytes.

    Refuses (``json_invalid``) whatever Python's reader would let pass or repair: duplicate keys, numbers that are not
    integers in the safe range, NaN, lone surrogates, a byte-order mark, and nesting deeper than 32.
    """
    try:
        value: object = json.loads(
            data.decode("utf-8", "strict"),
            object_pairs_hook=_object,
            parse_float=_refuse_number,
            parse_int=_integer,
            parse_constant=_refuse_number,
        )
        _check(value)
    except (ValueError, RecursionError) as problem:
        raise OfferRefusedError("json_invalid") from problem
    return value
