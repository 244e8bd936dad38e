import type { LocalisedText } from "../model/localised-text.ts";

export type CompileCode =
  | "yaml_syntax" | "duplicate_key" | "several_documents" | "tab" | "alias" | "tag" | "hidden_character" | "empty_value"
  | "unknown_field" | "missing_field" | "wrong_type" | "wrong_value" | "duplicate_value" | "duplicate_id" | "says_nothing"
  | "unknown_set" | "unknown_class" | "unknown_room_set" | "wrong_effect" | "look_alike" | "ambiguous_yaml" | "server_not_ascii" | "server_not_lower_case" | "server_is_a_glob" | "glob_server_not_lower_case"
  | "regex_glob" | "glob_never_matches" | "default_missing" | "empty_set" | "allow_with_exceptions" | "exception_too_long" | "exception_for_everybody" | "floor" | "too_large";

/** A place in a text; lines and columns from 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** What is wrong with a document, where, and what was probably meant. */
export interface CompileProblem extends Position {
  readonly code: CompileCode;
  readonly message: LocalisedText;
  /** text to write instead, if one suggests itself */
  readonly suggestion: string | null;
}

/** One document: its name in messages, and its text. */
export interface SourceText {
  readonly file: string;
  readonly text: string;
}
