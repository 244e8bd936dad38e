/** What the page runs first. Small, so that the crypto library and the deployment file are asked for while the application is still being fetched and read. */
import { prepareCrypto } from "./matrix/prepare-crypto.ts";
import { readDeliveredDeployment, readMachineDeployment } from "./platform/deployment-reader.ts";

prepareCrypto();
const bridge = window.chancery;
// The browser's fetch insists on being called without another `this`.
const deployment = bridge === undefined ? readDeliveredDeployment((resource, options) => fetch(resource, options)) : readMachineDeployment(bridge);
const application = import("./app/begin.ts");

const target = document.getElementById("app");
if (target === null) throw new Error("the page has no place for the application");
const { begin } = await application;
await begin(target, bridge, deployment);
