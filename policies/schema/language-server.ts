/** An editor's end of the Language Server Protocol, as far as officers' documents need it: a language server as a process, spoken to over its standard streams. */
import { spawn, type ChildProcess } from "node:child_process";
import { pathToFileURL } from "node:url";

/** `line` and `character` count from 0. */
export interface Position {
  readonly line: number;
  readonly character: number;
}
export interface Diagnostic {
  readonly message: string;
  readonly range: { readonly start: Position; readonly end: Position };
}
export interface CompletionItem {
  readonly label: string;
  readonly documentation?: string | { readonly value: string };
}
interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
}
interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

const HEAD_END = "\r\n\r\n";
/** What an editor tells yaml-language-server; with the store of schemas off it asks nobody on a network. */
const SETTINGS: { readonly [section: string]: unknown } = {
  yaml: { schemaStore: { enable: false, url: "" }, kubernetesCRDStore: { enable: false }, validate: true, completion: true, hover: true },
};

export class LanguageServer {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number | string, Waiting>();
  readonly #told = new Map<string, readonly Diagnostic[]>();
  readonly #listeners = new Set<() => void>();
  #heard = Buffer.alloc(0);
  #lastId = 0;

  /** @param command the language server, with its arguments */
  constructor([program, ...args]: readonly [string, ...string[]]) {
    this.#child = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"] });
    this.#child.stdout?.on("data", (data: Buffer) => this.#hear(data));
    this.#child.once("exit", () => {
      for (const { reject } of this.#waiting.values()) reject(new Error("the language server ended"));
      this.#waiting.clear();
    });
  }

  /** @param folder what the editor has open */
  async begin(folder: string): Promise<void> {
    const hover = { contentFormat: ["plaintext"] };
    const completion = { completionItem: { documentationFormat: ["plaintext"], snippetSupport: false } };
    const uri = pathToFileURL(folder).href;
    await this.#ask("initialize", {
      processId: process.pid,
      rootUri: uri,
      workspaceFolders: [{ uri, name: "documents" }],
      capabilities: { textDocument: { hover, completion, publishDiagnostics: {} }, workspace: { configuration: true, workspaceFolders: true } },
    });
    this.#say({ method: "initialized", params: {} });
    this.#say({ method: "workspace/didChangeConfiguration", params: { settings: SETTINGS } });
  }

  /** Opens a document, as if it stood at `path` with this text. @returns what the server finds wrong with it */
  async open(path: string, text: string): Promise<readonly Diagnostic[]> {
    const uri = pathToFileURL(path).href;
    this.#told.delete(uri);
    this.#say({ method: "textDocument/didOpen", params: { textDocument: { uri, languageId: "yaml", version: 1, text } } });
    for (;;) {
      const found = this.#told.get(uri);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.#listeners.add(resolve));
    }
  }

  async complete(path: string, position: Position): Promise<readonly CompletionItem[]> {
    const answer = await this.#ask("textDocument/completion", { textDocument: { uri: pathToFileURL(path).href }, position });
    return (Array.isArray(answer) ? answer : ((answer as { readonly items?: unknown } | null)?.items ?? [])) as readonly CompletionItem[]; // the protocol's two forms
  }

  /** @returns the words beside a place, "" when there are none */
  async hover(path: string, position: Position): Promise<string> {
    const answer = await this.#ask("textDocument/hover", { textDocument: { uri: pathToFileURL(path).href }, position });
    const contents = (answer as { readonly contents?: string | { readonly value: string } } | null)?.contents; // as asked for: plain text
    return typeof contents === "string" ? contents : (contents?.value ?? "");
  }

  async end(): Promise<void> {
    await this.#ask("shutdown", null);
    const ended = new Promise<void>((resolve) => this.#child.once("exit", () => resolve()));
    this.#say({ method: "exit" });
    await ended;
  }

  #ask(method: string, params: unknown): Promise<unknown> {
    this.#lastId += 1;
    const id = this.#lastId;
    const answer = new Promise<unknown>((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    this.#say({ id, method, params });
    return answer;
  }

  #say(message: Message): void {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    this.#child.stdin?.write(`Content-Length: ${String(Buffer.byteLength(body))}${HEAD_END}${body}`);
  }

  #hear(data: Buffer): void {
    this.#heard = Buffer.concat([this.#heard, data]);
    for (;;) {
      const end = this.#heard.indexOf(HEAD_END);
      const length = /Content-Length: (\d+)/i.exec(this.#heard.subarray(0, Math.max(end, 0)).toString("ascii"))?.[1];
      if (length === undefined) return;
      const begin = end + HEAD_END.length;
      if (this.#heard.length < begin + Number(length)) return;
      const body = this.#heard.subarray(begin, begin + Number(length)).toString("utf8");
      this.#heard = this.#heard.subarray(begin + Number(length));
      this.#take(JSON.parse(body) as Message); // the protocol's form
    }
  }

  #take({ id, method, params, result, error }: Message): void {
    if (method !== undefined && id !== undefined) {
      const items = (params as { readonly items?: readonly { readonly section?: string }[] } | null)?.items ?? []; // of workspace/configuration
      this.#say({ id, result: method === "workspace/configuration" ? items.map(({ section }) => SETTINGS[section ?? ""] ?? null) : null });
    } else if (method === "textDocument/publishDiagnostics") {
      const { uri, diagnostics } = params as { readonly uri: string; readonly diagnostics: readonly Diagnostic[] }; // the protocol's form
      this.#told.set(uri, diagnostics);
      for (const wake of this.#listeners) wake();
      this.#listeners.clear();
    } else if (method === undefined && id !== undefined) {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) waiting?.resolve(result);
      else waiting?.reject(new Error(JSON.stringify(error)));
    }
  }
}
