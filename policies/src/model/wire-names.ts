/** Names on the wire, in the project's namespace (SPECIFICATION.md section 8). */
export const ROOM_CLASS_KEY = "org.chancery.room_class";
export const REFUSAL_KEY = "org.chancery.refusal";
export const POLICY_ROOT_EVENT = "org.chancery.policy.root";
export const POLICY_BUNDLE_EVENT = "org.chancery.policy.bundle";
export const POLICY_CHUNK_EVENT = "org.chancery.policy.chunk";
export const POLICY_OVERLAY_EVENT = "org.chancery.policy.overlay";
export const POLICY_PULSE_EVENT = "org.chancery.policy.pulse";
/** In a room's account data: whom its owner knows to be reading, sealed. */
export const KNOWN_RECIPIENTS_ACCOUNT_DATA = "org.chancery.known_recipients";
export const POLICY_ENDPOINT = "/_synapse/client/chancery/v1/policy";
export const roomClassEndpoint = (roomIdOrAlias: string): string =>
  `/_synapse/client/chancery/v1/rooms/${encodeURIComponent(roomIdOrAlias)}/class`;
