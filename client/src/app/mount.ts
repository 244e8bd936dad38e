/** Puts the interface into a page: fonts, tokens, language, brand, and the one component at the top. */
import "#client/ui/fonts.css";
import "#client/ui/tokens.css";
import "#client/ui/tones.css";
import "#client/ui/base.css";
import { mount, unmount } from "svelte";
import type { Application } from "#client/domain/ports/application.ts";
import type { DeploymentProblem } from "#client/domain/ports/deployment.ts";
import type { Notifier } from "#client/domain/ports/notifier.ts";
import { applyBrand } from "#client/ui/brand.ts";
import { setLanguage, t } from "#client/ui/i18n/i18n.svelte.ts";
import { restoreTheme } from "#client/ui/theme.svelte.ts";
import App from "./App.svelte";
import { initialLanguage } from "./language.ts";
import { announceMessages } from "./message-notices.ts";
import NotConfiguredPage from "./NotConfiguredPage.svelte";
import { createRouter } from "./router.svelte.ts";

/**
 * @param notifier null where the platform shows no notices: a browser is not asked for any
 * @returns takes the interface out of the page again.
 */
export function mountApp(target: HTMLElement, application: Application, notifier: Notifier | null): () => Promise<void> {
  setLanguage(initialLanguage(window.localStorage, navigator.languages));
  restoreTheme(document.documentElement, window.localStorage);
  applyBrand(document, application.deployment.brand);
  const router = createRouter(window);
  const app = mount(App, { target, props: { application, router, reload: () => window.location.reload() } });
  const stopAnnouncing =
    notifier === null
      ? (): void => undefined
      : announceMessages({
          application,
          notifier,
          isOnScreen: (roomId) => router.route.at === "room" && router.route.roomId === roomId && document.hasFocus(),
          words: ({ name, directWith }, senderName) => ({ title: name, text: directWith === null && senderName !== null ? t("notice.from", { name: senderName }) : t("notice.unnamed") }),
          open: (roomId) => router.navigate({ at: "room", roomId }),
        });
  return async () => {
    stopAnnouncing();
    router.close();
    await unmount(app);
  };
}

/** For a computer without a usable deployment file, where there is no `Application` to show. */
export function mountNotConfigured(target: HTMLElement, problem: DeploymentProblem): void {
  setLanguage(initialLanguage(window.localStorage, navigator.languages));
  mount(NotConfiguredPage, { target, props: { problem, reload: () => window.location.reload() } });
}
