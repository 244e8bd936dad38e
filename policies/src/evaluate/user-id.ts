/** A server: a host, or an address of IPv6 in brackets, and perhaps a port. Elsewhere a colon has no place: whoever writes a server out means that one. */
const FORM = /^@[!-9;-~]+:(?:[a-z0-9.-]+|\[[0-9a-f.:]+\])(?::[0-9]+)?$/;

/** Whether a string is a user ID as SPECIFICATION.md section 1 has it. Whatever is not is an unknown person, never an external. */
export const isUserId = (value: string): boolean => value.length <= 255 && FORM.test(value);

/** The server of a well-formed user ID: everything after the first colon, the port included. */
export const serverOf = (userId: string): string => userId.slice(userId.indexOf(":") + 1);
