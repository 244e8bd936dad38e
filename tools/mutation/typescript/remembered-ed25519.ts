/**
 * @noble/ed25519, which remembers its answers: the same signatures of the same vectors are checked for every mutant, and that would be
 * nearly all of the time. It is not mutated; what asks it is.
 */
import { Point as RealPoint, verifyAsync as reallyVerify } from "@noble/ed25519";

export { etc, getPublicKeyAsync, signAsync } from "@noble/ed25519";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

/** @returns the answer, or the error, that was given for the same key before */
const remembering = <Args extends readonly unknown[], Value>(ask: (...args: Args) => Value, keyOf: (...args: Args) => string): ((...args: Args) => Value) => {
  const answers = new Map<string, () => Value>();
  return (...args) => {
    const key = keyOf(...args);
    const known = answers.get(key);
    if (known !== undefined) return known();
    let answer: () => Value;
    try {
      const value = ask(...args);
      answer = () => value;
    } catch (error) {
      answer = () => {
        throw error;
      };
    }
    answers.set(key, answer);
    return answer();
  };
};

const torsionFree = new WeakMap<RealPoint, boolean>();
const fromBytes = remembering(
  (bytes: Uint8Array, zip215?: boolean) => RealPoint.fromBytes(bytes, zip215),
  (bytes, zip215) => `${hex(bytes)} ${String(zip215)}`,
);
const { isTorsionFree } = RealPoint.prototype;
RealPoint.prototype.isTorsionFree = function remembered(this: RealPoint): boolean {
  const known = torsionFree.get(this) ?? isTorsionFree.call(this);
  torsionFree.set(this, known);
  return known;
};

export const Point = { fromBytes, CURVE: () => RealPoint.CURVE(), BASE: RealPoint.BASE };

export const verifyAsync = remembering(reallyVerify, (signature, message, key, options) => [signature, message, key].map(hex).join(" ") + JSON.stringify(options));
