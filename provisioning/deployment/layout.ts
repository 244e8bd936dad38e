import { join, resolve } from "node:path";
import type { Layer } from "#policies/model/policy.ts";

/** The files of one layer's rules. */
export interface LayerLayout {
  /** the working copy that the layer's officers edit */
  readonly documents: string;
  readonly publicRooms: string;
  readonly bundle: string;
  /** every version that was signed here, with the texts that it was compiled from */
  readonly versions: string;
  /** working copies that gave way to an earlier version */
  readonly setAside: string;
  /** a bundle that not enough officers have signed yet */
  readonly draft: string;
  /** the newest emergency overlay upon the bundle; absent when there was none */
  readonly overlay: string;
  /** an overlay that waits for a second officer */
  readonly overlayDraft: string;
}

/** Every path of one deployment directory, and of what all deployments of a working copy share. Nothing else spells these names. */
export interface DeploymentLayout {
  readonly directory: string;
  /** says that the directory is ours, hence that `--reset` may empty it */
  readonly marker: string;
  readonly officers: string;
  readonly accounts: string;
  readonly deploymentFile: string;
  /** digest of the documents that the nation's working copy was taken from */
  readonly documentsOrigin: string;
  readonly root: string;
  /** a root that not enough officers have signed yet */
  readonly rootDraft: string;
  readonly layers: Readonly<Record<Layer, LayerLayout>>;
  /** the newest pulse that was signed here; it speaks of all layers */
  readonly pulse: string;
  readonly rooms: string;
  readonly homeserver: string;
  readonly homeserverSettings: string;
  /** what the last complete run of the playbook was given, and what it left */
  readonly playbookStamp: string;
  readonly run: string;
  readonly lock: string;
  /** process number of the homeserver that runs */
  readonly homeserverPid: string;
}

/**
 * The files of a layer in a folder of signed policy. The nation's lie in the folder itself; every signed bundle does too, because
 * the homeserver's module looks for `ministry.json` and `service.json` beside `national.json`.
 */
function layerLayout(folder: string, layer: Layer): LayerLayout {
  const at = (...parts: string[]): string => join(folder, ...(layer === "national" ? [] : [layer]), ...parts);
  return {
    documents: at("documents"),
    publicRooms: at("documents", "public-rooms.yaml"),
    bundle: join(folder, `${layer}.json`),
    versions: at("versions"),
    setAside: at("set-aside"),
    draft: at("draft.json"),
    overlay: at("overlay.json"),
    overlayDraft: at("overlay-draft.json"),
  };
}

/** @param folder has the signed policy of all layers */
export const layerLayouts = (folder: string): DeploymentLayout["layers"] => ({ national: layerLayout(folder, "national"), ministry: layerLayout(folder, "ministry"), service: layerLayout(folder, "service") });

export function deploymentLayout(deploymentDirectory: string): DeploymentLayout {
  const directory = resolve(deploymentDirectory);
  const at = (...parts: string[]): string => join(directory, ...parts);
  return {
    directory,
    marker: at(".chancery-deployment"),
    officers: at("officers"),
    accounts: at("accounts.json"),
    deploymentFile: at("deployment.json"),
    documentsOrigin: at("policy", "documents-origin.json"),
    root: at("policy", "root.json"),
    rootDraft: at("policy", "root-draft.json"),
    layers: layerLayouts(at("policy")),
    pulse: at("policy", "pulse.json"),
    rooms: at("rooms.json"),
    homeserver: at("homeserver"),
    homeserverSettings: at("homeserver", "homeserver.yaml"),
    playbookStamp: at("homeserver-stamp.json"),
    run: at("run"),
    lock: at("run", "start.lock"),
    homeserverPid: at("run", "homeserver.pid"),
  };
}

/** Where things are in a working copy of the repository. */
export interface RepositoryLayout {
  readonly directory: string;
  readonly shared: string;
  readonly tools: string;
  readonly synapse: string;
  readonly client: string;
  readonly clientSources: string;
  readonly documents: string;
  /** ready examples of documents, one folder each */
  readonly examples: string;
  readonly policyModule: string;
  readonly playbook: string;
  readonly ansible: string;
  readonly exampleState: string;
  readonly exampleBrand: string;
  /** what the walks of the closing words write */
  readonly trialState: string;
  readonly alteredBundle: string;
}

export function repositoryLayout(directory: string): RepositoryLayout {
  const at = (...parts: string[]): string => join(directory, ...parts);
  return {
    directory,
    shared: at(".chancery"),
    tools: at(".chancery", "tools", "venv"),
    synapse: at(".chancery", "synapse-venv"),
    client: at(".chancery", "client"),
    clientSources: at("client"),
    documents: at("policies", "documents"),
    examples: at("policies", "examples"),
    policyModule: at("policies", "synapse", "chancery_policy"),
    playbook: at("ansible", "playbooks", "embedded.yml"),
    ansible: at("ansible"),
    exampleState: at("provisioning", "example", "example-state.json"),
    exampleBrand: at("provisioning", "example", "brand.json"),
    trialState: at(".chancery", "trial-state.json"),
    alteredBundle: at(".chancery", "altered.json"),
  };
}
