"""JSON as parsed, before anything is known about its shape."""

from collections.abc import Mapping

JsonObject = Mapping[str, object]


def as_object(value: object) -> JsonObject | None:
    """Return ``value`` as an object, or None when it is none."""
    return value if isinstance(value, Mapping) else None


def thaw(value: object) -> object:
    """Return plain dictionaries and lists for what Synapse hands over frozen or as objects of its own."""
    if isinstance(value, Mapping):
        return {key: thaw(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [thaw(entry) for entry in value]
    return value


def plain_object(value: object) -> JsonObject:
    """Return ``value`` thawed; empty when it is no object, so that nothing is found in it."""
    return as_object(thaw(value)) or {}
