import type { PolicyAdvisor, PolicyQuestion, Verdict } from "#client/domain/ports/policy-advisor.ts";
import { fromLive } from "./from-live.svelte.ts";

/**
 * What the rules say about one question, asked when the component mounts, when the question changes and whenever other rules come into force.
 * @param advisor whom to ask; @param question read inside an effect, null: nothing to ask
 * @returns `current`: null while the answer is on its way
 */
export function asked(advisor: () => PolicyAdvisor, question: () => PolicyQuestion | null): { readonly current: Verdict | null } {
  return verdictOn(advisor, (rules) => {
    const wanted = question();
    return wanted && rules.ask(wanted);
  });
}

/** The same for more than one question. @param ask read inside an effect up to its first wait; null: nothing to ask */
export function verdictOn(advisor: () => PolicyAdvisor, ask: (advisor: PolicyAdvisor) => Promise<Verdict> | null): { readonly current: Verdict | null } {
  let verdict = $state.raw<Verdict | null>(null);
  const version = $derived(fromLive(advisor().status).current);
  $effect(() => {
    void version.bundle.sha256;
    void version.overlay?.sha256;
    void version.staleSince;
    const answering = ask(advisor());
    let awaited = true;
    if (answering === null) verdict = null;
    void answering?.then((answer) => {
      if (awaited) verdict = answer;
    });
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
