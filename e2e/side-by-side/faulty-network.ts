/** A device's network, with the faults that a real one has. All of them strike at HTTP, below everything that is under test. */
export class FaultyNetwork {
  #cut = false;
  #halve = false;
  #replay = false;
  #lastSync: { readonly body: string; readonly path: string } | null = null;
  #heldKeys: (() => Promise<void>)[] | null = null;
  readonly #running = new Set<AbortController>();

  /** Nothing gets through any more, and what was on its way is lost. */
  cut(): void {
    this.#cut = true;
    for (const request of this.#running) request.abort();
  }

  mend(): void {
    this.#cut = false;
  }

  get isCut(): boolean {
    return this.#cut;
  }

  /** The next answer to a sync breaks off in the middle. */
  halveNextSync(): void {
    this.#halve = true;
  }

  /** The next sync is answered with what the last one was answered with. */
  replayLastSync(): void {
    this.#replay = true;
  }

  /** The process that synced has ended: an answer that it got can come to no other's request. */
  forgetSyncs(): void {
    this.#lastSync = null;
    this.#replay = false;
    this.#halve = false;
  }

  /** Messages to devices, which carry the keys, seem to leave and do not. */
  holdKeys(): void {
    this.#heldKeys ??= [];
  }

  async releaseKeys(): Promise<void> {
    const held = this.#heldKeys ?? [];
    this.#heldKeys = null;
    for (const send of held) await send();
  }

  readonly fetch: typeof fetch = async (resource, options) => {
    const url = new URL(resource instanceof Request ? resource.url : resource);
    if (this.#cut) throw new TypeError("the network is cut");
    if (this.#heldKeys !== null && url.pathname.includes("/sendToDevice/m.room.encrypted/")) {
      this.#heldKeys.push(async () => void (await fetch(url, { ...options, signal: null })));
      return Response.json({});
    }
    return url.pathname.endsWith("/sync") ? this.#sync(url, options) : this.#plain(url, options);
  };

  async #plain(url: URL, options: RequestInit | undefined): Promise<Response> {
    const stop = new AbortController();
    this.#running.add(stop);
    try {
      return await fetch(url, { ...options, signal: AbortSignal.any([stop.signal, ...(options?.signal ? [options.signal] : [])]) });
    } finally {
      this.#running.delete(stop);
    }
  }

  async #sync(url: URL, options: RequestInit | undefined): Promise<Response> {
    if (this.#replay && this.#lastSync?.path === url.pathname) {
      this.#replay = false;
      return new Response(this.#lastSync.body, { status: 200, headers: { "content-type": "application/json" } });
    }
    const answer = await this.#plain(url, options);
    if (this.#cut) throw new TypeError("the network is cut");
    if (!answer.ok) return answer;
    const body = await answer.text();
    if (this.#halve) {
      this.#halve = false;
      return new Response(body.slice(0, body.length / 2), { status: 200, headers: { "content-type": "application/json" } });
    }
    this.#lastSync = { body, path: url.pathname };
    return new Response(body, { status: 200, headers: { "content-type": "application/json" } });
  }
}
