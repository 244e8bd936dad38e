/** Every call over the bridge comes through here: only the main frame of the application's own page is answered. */
import { APP_ORIGIN } from "./app-scheme.ts";

export interface Sender {
  /** URL of the frame that called */
  readonly url: string;
  readonly isMainFrame: boolean;
}

/** @returns whether this frame may use the bridge. */
export function mayUseBridge(sender: Sender): boolean {
  return sender.isMainFrame && (sender.url === APP_ORIGIN || sender.url.startsWith(`${APP_ORIGIN}/`));
}
