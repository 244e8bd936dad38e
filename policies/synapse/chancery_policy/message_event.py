"""Which events of a timeline count as encrypted."""

from .json_value import JsonObject, as_object

_LONGEST_REACTION = 64

# Client-Server API, "Key verification framework" and "Short Authentication String (SAS) verification".
_VERIFICATION_REQUEST = {"msgtype", "body", "from_device", "methods", "to"}
_VERIFICATION_STEPS = {
    "m.key.verification.ready": {"from_device", "methods"},
    "m.key.verification.start": {
        "from_device",
        "method",
        "hashes",
        "key_agreement_protocols",
        "message_authentication_codes",
        "short_authentication_string",
    },
    "m.key.verification.accept": {
        "commitment",
        "hash",
        "key_agreement_protocol",
        "message_authentication_code",
        "short_authentication_string",
    },
    "m.key.verification.key": {"key"},
    "m.key.verification.mac": {"keys", "mac"},
    "m.key.verification.done": set[str](),
    "m.key.verification.cancel": {"code", "reason"},
}
# What the Rust crypto library says to clients that cannot verify inside a room; it follows the sender's user ID.
_REQUEST_WORDS = (
    " is requesting to verify your key, but your client does not support in-chat key verification."
    " You will need to use legacy key verification to verify keys."
)
_LONGEST_VALUE = 128
_MOST_VALUES = 16


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


def is_verification_step(event_type: str, content: JsonObject, sender: str) -> bool:
    """Return whether an event is a step of comparing emoji inside a room, and nothing more.

    matrix-js-sdk sends these in the clear also in encrypted rooms. Nothing that a person wrote has a place in them.
    """
    if event_type == "m.room.message":
        return (
            content.keys() <= _VERIFICATION_REQUEST
            and content.get("msgtype") == "m.key.verification.request"
            and content.get("body") == sender + _REQUEST_WORDS
            and all(_is_short(content.get(name)) for name in ("from_device", "methods", "to"))
        )
    fields = _VERIFICATION_STEPS.get(event_type)
    relation = as_object(content.get("m.relates_to"))
    return (
        fields is not None
        and relation is not None
        and relation.keys() == {"rel_type", "event_id"}
        and relation.get("rel_type") == "m.reference"
        and _is_short(relation.get("event_id"))
        and content.keys() <= fields | {"m.relates_to"}
        and all(_is_short(content.get(name)) for name in content.keys() & fields)
    )


def _is_short(value: object) -> bool:
    """Return whether a value is one short text, or a few of them."""
    if isinstance(value, str):
        return len(value) <= _LONGEST_VALUE
    if isinstance(value, list):
        several: list[object] = value
    else:
        fields = as_object(value)
        if fields is None:
            return False
        several = [*fields.keys(), *fields.values()]
    short = all(isinstance(each, str) and len(each) <= _LONGEST_VALUE for each in several)
    return short and len(several) <= 2 * _MOST_VALUES
