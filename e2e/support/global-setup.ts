import { startDeployment } from "./deployment.ts";

/** Starts the one deployment of the run; what it returns is the tear-down. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const started = await startDeployment();
  return () => started.stop();
}
