import { describe, expect, it } from "vitest";
import { layeringProblem, reservedPackageProblem } from "./layers.ts";

describe("imports go one way", () => {
  it.each([
    ["client/src/features/timeline/timeline.ts", "client/src/domain/room.ts"],
    ["client/src/screens/refused/Refused.svelte", "client/src/features/refusal/Refusal.svelte"],
    ["client/src/app/session.ts", "client/src/matrix/room-list.ts"],
    ["client/src/main.ts", "client/src/policy/trusted-policy-loader.ts"],
    ["electron/main/window.ts", "client/src/platform/bridge.ts"],
    ["provisioning/commands/policy/sign.ts", "policies/src/sign/sign-bundle.ts"],
    ["client/src/features/composer/composer.dom.test.ts", "client/src/domain/ports/fakes/session.ts"],
  ])("%s may import %s", (importer, imported) => {
    expect(layeringProblem(importer, imported)).toBeNull();
  });

  it.each([
    ["policies/src/evaluate/decide.ts", "client/src/domain/room.ts"],
    ["client/src/features/timeline/timeline.ts", "client/src/features/composer/composer.ts"],
    ["client/src/features/timeline/timeline.ts", "client/src/matrix/timeline-source.ts"],
    ["client/src/screens/refused/Refused.svelte", "client/src/policy/policy-guarded-joiner.ts"],
    ["client/src/app/App.svelte", "client/src/matrix/room-joiner.ts"],
    ["client/src/matrix/room-joiner.ts", "client/src/policy/policy-advisor.ts"],
    ["client/src/ui/Button.svelte", "client/src/features/composer/composer.ts"],
    ["electron/main/window.ts", "client/src/domain/room.ts"],
    ["provisioning/main.ts", "client/src/domain/room.ts"],
    ["somewhere/new.ts", "policies/src/model/policy.ts"],
  ])("%s may not import %s", (importer, imported) => {
    expect(layeringProblem(importer, imported)).toMatch(/\w/);
  });

  it("keeps the SDK behind client/src/matrix", () => {
    expect(reservedPackageProblem("client/src/matrix/sign-in.ts", "matrix-js-sdk")).toBeNull();
    expect(reservedPackageProblem("client/src/features/timeline/timeline.ts", "matrix-js-sdk/lib/client")).toContain("matrix-js-sdk");
    expect(reservedPackageProblem("client/src/app/session.ts", "matrix-js-sdk")).toContain("client/src/matrix");
  });
});
