import type { JsonPath } from "./json-value.js";

/**
 * Why a text is not one JSON value. `"syntax"`: a character that cannot stand there; `"depth"`: nested deeper than allowed; `"end"`: the
 * text ended inside the value; `"missing"`: prose without JSON in it (only where JSON is looked for in prose).
 */
export type JsonFaultKind = "syntax" | "depth" | "end" | "missing";

/** What is wrong with a JSON text. A value and no error: while an answer streams in, a fault is a state that is looked at. */
export interface JsonFault {
  readonly kind: JsonFaultKind;
  /** A sentence that says what and where. Of the text it quotes one character and the keys on the way, no more. */
  readonly message: string;
  /** Where, in UTF-16 code units from the start of the text. */
  readonly offset: number;
  /** The part of the value that was being read. */
  readonly path: JsonPath;
}

/** Longest path that a message spells out: the way to a fault at depth 512, or through a runaway key, would drown it. */
const longestPath = 80;

/** A fault whose message is the problem, with the place added. */
export function jsonFault(kind: JsonFaultKind, problem: string, offset: number, path: JsonPath): JsonFault {
  return { kind, message: `${problem} ${describePath(path)}, offset ${offset}.`, offset, path };
}

function describePath(path: JsonPath): string {
  if (path.length === 0) return "at the top level";
  const text = path.join(".");
  return `at ${text.length > longestPath ? `${text.slice(0, longestPath / 2)}…${text.slice(-longestPath / 2)}` : text}`;
}
