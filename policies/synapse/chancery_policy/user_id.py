"""User IDs as SPECIFICATION.md section 1 has them."""

import re

# A server: a host, or an address of IPv6 in brackets, and perhaps a port. Elsewhere a colon has no place: whoever
# writes a server out means that one.
_FORM = re.compile(r"@[!-9;-~]+:(?:[a-z0-9.-]+|\[[0-9a-f.:]+\])(?::[0-9]+)?")


def is_user_id(text: str) -> bool:
    """Return whether ``text`` is a user ID. Whatever is not is an unknown person, never an external."""
    return len(text) <= 255 and _FORM.fullmatch(text) is not None


def server_of(user_id: str) -> str:
    """Return the server of a well-formed user ID: everything after the first colon, the port included."""
    return user_id.partition(":")[2]
