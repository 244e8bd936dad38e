"""Names on the wire, in the project's namespace (SPECIFICATION.md section 8)."""

ROOM_CLASS_KEY = "org.chancery.room_class"
REFUSAL_KEY = "org.chancery.refusal"
POLICY_ROOT_EVENT = "org.chancery.policy.root"
POLICY_BUNDLE_EVENT = "org.chancery.policy.bundle"
POLICY_CHUNK_EVENT = "org.chancery.policy.chunk"
POLICY_OVERLAY_EVENT = "org.chancery.policy.overlay"
POLICY_PULSE_EVENT = "org.chancery.policy.pulse"
POLICY_EVENTS = (
    POLICY_BUNDLE_EVENT,
    POLICY_CHUNK_EVENT,
    POLICY_OVERLAY_EVENT,
    POLICY_PULSE_EVENT,
    POLICY_ROOT_EVENT,
)
POLICY_EVENT_PREFIX = "org.chancery.policy."
POLICY_REJECTED_KEY = "org.chancery.policy.rejected"
ENDPOINT_PREFIX = "/_synapse/client/chancery/v1"
