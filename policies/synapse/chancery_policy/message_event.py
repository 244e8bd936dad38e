"""Which events of a timeline count as encrypted."""

from .json_value import JsonObject, as_object

_LONGEST_REACTION = 64


def is_megolm(event_type: str, content: JsonObject) -> bool:
    """Return whether an event is one that Megolm made, as far as a server can see."""
    return (
        event_type == "m.room.encrypted"
        and content.get("algorithm") == "m.megolm.v1.aes-sha2"
        and isinstance(content.get("ciphertext"), str)
        and isinstance(content.get("session_id"), str)
        and content.keys() <= {"algorithm", "ciphertext", "session_id", "sender_key", "device_id", "m.relates_to"}
    )


def is_bare_reaction(event_type: str, content: JsonObject) -> bool:
    """Return whether an event is a reaction and nothing more.

    Matrix sends reactions in the clear also in encrypted rooms. Anything beyond a short key would be a message.
    """
    relation = as_object(content.get("m.relates_to"))
    if event_type != "m.reaction" or relation is None or set(content) != {"m.relates_to"}:
        return False
    key = relation.get("key")
    return (
        relation.keys() == {"rel_type", "event_id", "key"}
        and relation.get("rel_type") == "m.annotation"
        and isinstance(key, str)
        and len(key) <= _LONGEST_REACTION
    )
