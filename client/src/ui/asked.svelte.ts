import type { PolicyAdvisor, PolicyQuestion, Verdict } from "#client/domain/ports/policy-advisor.ts";
import { fromLive } from "./from-live.svelte.ts";

/**
 * What the rules say about one question, asked when the component mounts, when the question changes and whenever other rules come into force.
 * @param advisor whom to ask; @param question read inside an effect, null: nothing to ask
 * @returns `current`: null while the answer is on its way
 */
export function asked(advisor: () => PolicyAdvisor, question: () => PolicyQuestion | null): { readonly current: Verdict | null } {
  let verdict = $state.raw<Verdict | null>(null);
  const version = $derived(fromLive(advisor().status).current);
  $effect(() => {
    void version.bundle.sha256;
    void version.overlay?.sha256;
    void version.staleSince;
    const wanted = question();
    let awaited = true;
    if (!wanted) verdict = null;
    else {
      void advisor()
        .ask(wanted)
        .then((answer) => {
          if (awaited) verdict = answer;
        });
    }
    return () => {
      awaited = false;
    };
  });
  return {
    get current() {
      return verdict;
    },
  };
}
