"""Exact shapes of parsed JSON: objects have exactly the fields named, none more and none less."""

from collections.abc import Callable, Mapping

from .strict_json import SAFE_INTEGER

Shape = Callable[[object], bool]


def boolean(value: object) -> bool:
    """Match true and false."""
    return isinstance(value, bool)


def any_string(value: object) -> bool:
    """Match any string, the empty one included."""
    return isinstance(value, str)


def text(most: int) -> Shape:
    """Match a string that is not empty, of at most ``most`` code points."""
    return lambda value: isinstance(value, str) and 0 < len(value) <= most


def integer(least: int = -SAFE_INTEGER, most: int = SAFE_INTEGER) -> Shape:
    """Match an integer in the range; true and false are none."""
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def one_of(*allowed: str) -> Shape:
    """Match one of these strings."""
    return lambda value: isinstance(value, str) and value in allowed


def string_that(holds: Callable[[str], bool]) -> Shape:
    """Match a string of which ``holds`` is true."""
    return lambda value: isinstance(value, str) and holds(value)


def nullable(shape: Shape) -> Shape:
    """Match null and whatever ``shape`` matches."""
    return lambda value: value is None or shape(value)


def list_of(item: Shape, least: int = 0, most: int = SAFE_INTEGER) -> Shape:
    """Match a list of ``least`` to ``most`` entries of one shape."""
    return lambda value: isinstance(value, list) and least <= len(value) <= most and all(map(item, value))


def distinct(item: Shape, least: int = 0, most: int = SAFE_INTEGER) -> Shape:
    """Match a list of strings in which none comes twice."""
    shape = list_of(item, least, most)
    return lambda value: shape(value) and isinstance(value, list) and len(set(value)) == len(value)


def record(name: Shape, item: Shape, least: int = 0) -> Shape:
    """Match an object with names of one's own choosing."""
    return lambda value: (
        isinstance(value, dict)
        and len(value) >= least
        and all(name(key) and item(entry) for key, entry in value.items())
    )


def exactly(fields: Mapping[str, Shape]) -> Shape:
    """Match an object with exactly these fields."""
    return lambda value: (
        isinstance(value, dict)
        and value.keys() == fields.keys()
        and all(shape(value[field]) for field, shape in fields.items())
    )


def also(shape: Shape, condition: Shape) -> Shape:
    """Match what ``shape`` matches and ``condition``, which may rely on the shape, holds of."""
    return lambda value: shape(value) and condition(value)
