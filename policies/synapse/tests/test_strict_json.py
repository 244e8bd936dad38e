"""Numbers of JSON: integers as they are written, up to the largest that every reader reads alike."""

from chancery_policy.offer_refused import OfferRefusedError
from chancery_policy.strict_json import parse_strict_json


def _read(text: str) -> object:
    try:
        return parse_strict_json(text.encode())
    except OfferRefusedError as problem:
        return problem.code


def test_integers_go_to_2_to_the_53_less_1() -> None:
    """On both sides, and not one further."""
    assert _read("9007199254740991") == 2**53 - 1
    assert _read("-9007199254740991") == 1 - 2**53
    assert _read("9007199254740990") == 2**53 - 2
    for beyond in ("9007199254740992", "-9007199254740992", "-99999999999999999", "1" + "0" * 5000, "-" + "9" * 4000):
        assert _read(beyond) == "json_invalid"


def test_numbers_are_written_in_one_way() -> None:
    """No fraction, exponent, sign without need, or zero before a digit; and none that is none."""
    assert _read("0") == 0
    for other in ("-0", "0.0", "1e3", "+1", "01", "NaN", "Infinity", "-Infinity"):
        assert _read(other) == "json_invalid"


def test_nesting_goes_to_32() -> None:
    """A value inside of 32 lists is read, inside of 33 not."""
    assert _read("[" * 32 + "1" + "]" * 32) != "json_invalid"
    assert _read("[" * 33 + "1" + "]" * 33) == "json_invalid"
    assert _read('{"a":' * 32 + "1" + "}" * 32) != "json_invalid"
    assert _read('{"a":' * 33 + "1" + "}" * 33) == "json_invalid"
