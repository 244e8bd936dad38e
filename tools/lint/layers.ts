/**
 * Who may import whom: the house plan as data. A folder not named here may import nothing of ours, so that a new one has to be
 * thought about. Longest prefix wins, on both sides.
 */
export interface Layer {
  readonly folder: string;
  /** folders of ours that files in here may import, besides their own folder */
  readonly mayImport: readonly string[];
  readonly why: string;
}

const CLIENT_PLAIN = ["client/src/domain", "policies/src/model", "policies/src/evaluate"];

export const LAYERS: readonly Layer[] = [
  { folder: "policies", mayImport: [], why: "what is allowed depends on nothing of ours" },
  { folder: "client/src/domain", mayImport: ["policies/src/model", "policies/src/evaluate"], why: "types and pure functions" },
  { folder: "client/src/platform", mayImport: ["client/src/domain", "policies/src/model"], why: "platform differences know only the ports" },
  { folder: "client/src/platform/bridge.ts", mayImport: [], why: "both sides of the wire import it" },
  { folder: "client/src/ui", mayImport: CLIENT_PLAIN, why: "ui knows no feature" },
  { folder: "client/src/features", mayImport: ["client/src/ui", ...CLIENT_PLAIN], why: "a feature never imports another feature, a screen or the core" },
  { folder: "client/src/screens", mayImport: ["client/src/features", "client/src/ui", ...CLIENT_PLAIN], why: "screens compose features" },
  { folder: "client/src/app", mayImport: ["client/src/screens", "client/src/features", "client/src/ui", ...CLIENT_PLAIN], why: "only the composition root builds the core" },
  { folder: "client/src/matrix", mayImport: CLIENT_PLAIN, why: "the SDK stays behind the ports" },
  { folder: "client/src/store", mayImport: CLIENT_PLAIN, why: "the local store knows only the domain" },
  { folder: "client/src/policy", mayImport: [...CLIENT_PLAIN, "policies/src/verify"], why: "guards wrap ports, not the SDK" },
  { folder: "electron", mayImport: ["client/src/platform/bridge.ts"], why: "the desktop shell shares only the wire" },
  { folder: "provisioning", mayImport: ["policies"], why: "the command line uses the policy core and nothing of the client" },
  { folder: "provisioning/deployment", mayImport: ["policies", "provisioning", "client/src/domain/ports/deployment.ts"], why: "it writes the file that the client reads" },
  { folder: "e2e/screens", mayImport: ["e2e/support", "client/src/app/preview-names.ts"], why: "it looks at the preview from outside" },
  { folder: "e2e", mayImport: ["policies", "client/src/ui/i18n", "provisioning"], why: "journeys drive the whole from outside" },
  { folder: "e2e/soak", mayImport: ["e2e", "policies", "tools/bench/result-file.ts"], why: "a long run writes its result like a bench" },
  { folder: "e2e/side-by-side", mayImport: ["e2e", "client/src", "policies"], why: "it runs the client without its screens, and compares what they would be given" },
  { folder: "tools", mayImport: ["policies", "provisioning"], why: "tools stand apart" },
  { folder: "tools/bench", mayImport: ["policies", "provisioning", "tools", "e2e/support"], why: "a bench drives the whole from outside, as a journey does" },
];

/** Files of the composition root: the only ones that may build the core and hold an unguarded verb. */
export const COMPOSITION_ROOT: readonly string[] = ["client/src/main.ts", "client/src/app/begin.ts", "client/src/app/session.ts", "client/src/app/application"];

/** Packages that only one folder may name. */
export const RESERVED_PACKAGES: readonly { readonly name: string; readonly folders: readonly string[] }[] = [
  { name: "matrix-js-sdk", folders: ["client/src/matrix", "tools/bench/client"] },
  { name: "@matrix-org/matrix-sdk-crypto-wasm", folders: ["client/src/matrix", "tools/bench/client"] },
  { name: "electron", folders: ["electron"] },
  { name: "yaml", folders: ["policies/src/compile"] },
];

const within = (path: string, prefix: string): boolean => path === prefix || path.startsWith(`${prefix}/`) || (prefix.startsWith("client/src/app/application") && path.startsWith(prefix));

function layerOf(path: string): Layer | null {
  let best: Layer | null = null;
  for (const layer of LAYERS) if (within(path, layer.folder) && (!best || layer.folder.length > best.folder.length)) best = layer;
  return best;
}

/**
 * @param importer path of the importing file, from the repository's root
 * @param imported path of the imported file, from the repository's root
 * @returns why the import is wrong, or null
 */
export function layeringProblem(importer: string, imported: string): string | null {
  const isTest = /\.test\.ts$|\/fakes\//.test(importer);
  if (COMPOSITION_ROOT.some((path) => within(importer, path))) {
    return within(imported, "client") || within(imported, "policies/src") ? null : `the composition root of the client imports only client and policies, not \`${imported}\``;
  }
  const layer = layerOf(importer);
  if (!layer) return `\`${importer}\` lies in no layer of tools/lint/layers.ts: say there what it may import`;
  if (importer.startsWith("client/src/features/") && imported.startsWith("client/src/features/")) {
    const feature = (path: string): string | undefined => path.split("/")[3];
    return feature(importer) === feature(imported) ? null : "a feature never imports another feature: compose them in a screen";
  }
  if (within(imported, layer.folder)) return null;
  if (layer.mayImport.some((folder) => within(imported, folder))) return null;
  if (isTest && importer.startsWith("client/") && within(imported, "client/src/domain/ports/fakes")) return null;
  const allowed = layer.mayImport.length > 0 ? layer.mayImport.map((folder) => `\`${folder}\``).join(", ") : "nothing else of ours";
  return `\`${layer.folder}\` may import ${allowed}; not \`${imported}\` (${layer.why})`;
}

/** @returns why this file may not name the package, or null. */
export function reservedPackageProblem(importer: string, specifier: string): string | null {
  for (const { name, folders } of RESERVED_PACKAGES) {
    const named = specifier === name || specifier.startsWith(`${name}/`);
    if (named && !folders.some((folder) => within(importer, folder)) && !importer.startsWith("e2e/") && !/\.test\.ts$/.test(importer)) {
      return `only ${folders.map((folder) => `\`${folder}\``).join(", ")} names \`${name}\``;
    }
  }
  return null;
}
