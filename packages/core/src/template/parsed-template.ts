import type { SpecName, SpecOptions } from "./format-specs.js";

/** A place in the text of a template as its author wrote it. Both count from 1; columns are UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Text of the template itself. */
export interface Literal {
  readonly kind: "literal";
  /** As it stands in the template. */
  readonly raw: string;
  /** As it is sent: without the common indentation, doubled braces made single. */
  readonly text: string;
}

/** A place for a value. Its position is that of its innermost brace. */
export interface Placeholder extends Position {
  readonly kind: "placeholder";
  readonly raw: string;
  /** The names between the dots; empty in `{:cache_control}`. */
  readonly path: readonly string[];
  readonly spec: SpecName | null;
  readonly options: SpecOptions;
}

export type Segment = Literal | Placeholder;

export type TemplateRole = "system" | "developer" | "user" | "assistant";

interface SectionBase extends Position {
  /** The last line that holds more than white space. */
  readonly lastLine: number;
  /** What stands before the segments in the template: blank lines before the first section, indentation, the role. */
  readonly head: string;
  readonly segments: readonly Segment[];
  /** The layout around the content, kept out of the messages and shown in the text form: `"USER: "`. */
  readonly opening: string;
  readonly closing: string;
}

/** One message. */
export interface MessageSection extends SectionBase {
  readonly kind: "message";
  readonly role: TemplateRole;
}

/** `MESSAGES: {history}`. */
export interface SpliceSection extends SectionBase {
  readonly kind: "splice";
  readonly history: Placeholder;
}

export type Section = MessageSection | SpliceSection;

/** A template, read once and rendered often. It keeps every character, so that it can be printed and its places named. */
export interface ParsedTemplate {
  readonly source: string;
  readonly sections: readonly Section[];
}

/** The text that was parsed, put together again from the pieces. */
export function printTemplate(template: ParsedTemplate): string {
  const pieces = template.sections.map((section) => section.head + section.segments.map(({ raw }) => raw).join(""));
  return pieces.join("");
}

/** Every placeholder, in the order of the text; a name that stands twice comes twice. */
export function placeholdersOf(template: Pick<ParsedTemplate, "sections">): readonly Placeholder[] {
  const segments = template.sections.flatMap((section) => section.segments);
  return segments.filter((segment) => segment.kind === "placeholder");
}
