/** Parses YAML text to nodes with positions, and refuses what makes YAML surprising. The only place that imports a YAML parser. */
import { isAlias, isNode, isPair, LineCounter, parseDocument, visit, type Document, type Node, type YAMLError } from "yaml";
import type { LocalisedText } from "../model/localised-text.ts";
import type { CompileCode, CompileProblem, Position, SourceText } from "./compile-problem.ts";
import { both } from "./form.ts";

// control characters but tab and line breaks, and characters that change the direction of text or cannot be seen
const HIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u;
const DOCUMENT_LIMIT = 2_000_000;

/** A text being compiled: collects problems at places. */
export class YamlSource {
  readonly problems: CompileProblem[] = [];
  readonly root: Node | null;
  readonly #file: string;
  readonly #lines = new LineCounter();

  constructor({ file, text }: SourceText) {
    this.#file = file;
    this.root = this.#parse(text);
  }

  position(node: Node | null): Position {
    return this.#at(node?.range?.[0] ?? 0);
  }

  report(at: Node | null, code: CompileCode, message: LocalisedText, suggestion: string | null = null): void {
    this.problems.push({ ...this.position(at), code, message, suggestion });
  }

  #at(offset: number): Position {
    const { line, col } = this.#lines.linePos(offset);
    return { file: this.#file, line: Math.max(1, line), column: Math.max(1, col) };
  }

  #reportAt(offset: number, code: CompileCode, message: LocalisedText, suggestion: string | null = null): void {
    this.problems.push({ ...this.#at(offset), code, message, suggestion });
  }

  #parse(text: string): Node | null {
    this.#countLines(text);
    if (text.length > DOCUMENT_LIMIT) {
      this.#reportAt(0, "too_large", both("Le document est trop grand.", "The document is too large."));
      return null;
    }
    const hidden = HIDDEN.exec(text);
    if (hidden !== null) {
      const code = (hidden[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
      this.#reportAt(hidden.index, "hidden_character", both(`Caractère invisible U+${code}.`, `Invisible character U+${code}.`));
    }
    const tab = text.indexOf("\t");
    if (tab >= 0) this.#reportAt(tab, "tab", both("Tabulation : utilisez des espaces.", "A tab: use spaces."));
    if (this.problems.length > 0) return null;
    const document = parseDocument(text, { version: "1.2", schema: "core", strict: true, uniqueKeys: true, stringKeys: true, prettyErrors: false, logLevel: "error" });
    for (const error of [...document.errors, ...document.warnings]) this.#reportSyntax(error);
    this.#refuseSurprises(document);
    return this.problems.length === 0 ? document.contents : null;
  }

  #countLines(text: string): void {
    this.#lines.addNewLine(0);
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) this.#lines.addNewLine(at + 1);
  }

  #reportSyntax({ code, pos, message }: YAMLError): void {
    if (code === "DUPLICATE_KEY") {
      this.#reportAt(pos[0], "duplicate_key", both("Ce champ est écrit deux fois.", "This field is written twice."));
    } else if (code === "MULTIPLE_DOCS") {
      this.#reportAt(pos[0], "several_documents", both("Plusieurs documents dans un fichier.", "Several documents in one file."));
    } else if (code === "TAG_RESOLVE_FAILED") {
      this.#reportTag(pos[0]);
    } else if (code === "BAD_ALIAS" || code === "ALIAS_PROPS" || code === "MULTIPLE_ANCHORS") {
      this.#reportAlias(pos[0]);
    } else {
      this.#reportAt(pos[0], "yaml_syntax", both(`YAML incorrect : ${message}`, `Not correct YAML: ${message}`));
    }
  }

  #reportTag(offset: number): void {
    this.#reportAt(offset, "tag", both("« ! » ouvre une étiquette YAML : mettez la valeur entre guillemets.", "“!” begins a YAML tag: put the value in quotes."));
  }

  #reportAlias(offset: number): void {
    this.#reportAt(offset, "alias", both("Les ancres (&) et alias (*) YAML ne sont pas admis : écrivez la valeur, entre guillemets si besoin.", "YAML anchors (&) and aliases (*) are not allowed: write the value, in quotes if need be."));
  }

  #refuseSurprises(document: Document): void {
    visit(document, (_, node) => {
      if (isPair(node) || !isNode(node)) return;
      const offset = node.range?.[0] ?? 0;
      if (isAlias(node) || node.anchor !== undefined) this.#reportAlias(offset);
      else if (node.tag !== undefined) this.#reportTag(offset);
    });
  }
}
