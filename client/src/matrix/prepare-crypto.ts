/** What the crypto library needs before it can open a store: two files, the larger of them compiled. No key and no account is involved. */

/**
 * Begins to fetch and compile; whoever opens a store then finds it done, or waits for the rest of it.
 * That it fails here is no matter: opening asks again, and tells.
 */
export function prepareCrypto(): void {
  void import("matrix-js-sdk/lib/rust-crypto/index.js").catch(() => undefined);
  // The SDK's own copy: what was initialised here is initialised for it.
  void import("@matrix-org/matrix-sdk-crypto-wasm").then(({ initAsync }) => initAsync()).catch(() => undefined);
}
