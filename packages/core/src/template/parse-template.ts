import { commonIndentation, sharedLength } from "./dedent.js";
import { editDistance } from "./nearest-name.js";
import type { ParsedTemplate, Placeholder, Position, Segment, TemplateRole } from "./parsed-template.js";
import { scanPlaceholders } from "./scan-placeholders.js";
import { SectionDraft } from "./section-draft.js";
import { SegmentList } from "./segment-list.js";
import { syntaxError } from "./syntax-error.js";

const openers: ReadonlyMap<string, TemplateRole | "messages"> = new Map([
  ["SYSTEM", "system"],
  ["DEVELOPER", "developer"],
  ["USER", "user"],
  ["ASSISTANT", "assistant"],
  ["MESSAGES", "messages"],
] as const);

/**
 * Reads a template: takes off the indentation that all its lines share, opens a message at each line that begins with
 * `SYSTEM:`, `DEVELOPER:`, `USER:` or `ASSISTANT:`, and a list of messages at `MESSAGES: {field}`. Without any of these it
 * is one user message. Takes time linear in the text.
 *
 * Throws `TemplateSyntaxError` for a template without text, text before the first role, a misspelt role, and a placeholder
 * whose format spec or option does not exist.
 */
export function parseTemplate(source: string): ParsedTemplate {
  return layOut(source, scanPlaceholders(source));
}

/**
 * Reads the strings of a tagged template, the text between its values. Braces in them are text. The placeholders are the
 * values by their index: render it with the array of values as its fields.
 */
export function parseTaggedTemplate(strings: readonly string[]): ParsedTemplate {
  const list = new SegmentList();
  let line = 1;
  let column = 1;
  for (const [index, text] of strings.entries()) {
    if (index > 0) list.placeholder(valuePlaceholder(index - 1, { line, column }));
    list.literal(text, text);
    const lines = text.split("\n");
    column = (lines.length > 1 ? 1 : column + (index > 0 ? "${…}".length : 0)) + (lines.at(-1) ?? "").length;
    line += lines.length - 1;
  }
  return layOut(strings.join("${…}"), list.segments);
}

function valuePlaceholder(index: number, position: Position): Placeholder {
  return { kind: "placeholder", raw: "${…}", path: [String(index)], spec: null, options: {}, ...position };
}

function layOut(source: string, segments: readonly Segment[]): ParsedTemplate {
  const { before, sections, misspelt } = new LineReader(segments);
  const [first, ...others] = sections;
  if (first === undefined) {
    refuseEmpty([before]);
    return { source, sections: [before.finish()] };
  }
  // Told only here: without roles, a template may begin its lines as it likes.
  if (misspelt !== null) throw misspelt;
  if (before.firstContent !== null) {
    throw syntaxError("text before the first role belongs to no message: put it after a role", before.firstContent);
  }
  refuseEmpty(sections);
  return { source, sections: [first.finish(before.raw), ...others.map((section) => section.finish())] };
}

function refuseEmpty(sections: readonly SectionDraft[]): void {
  if (sections.some((section) => section.firstContent !== null)) return;
  throw syntaxError("the template is empty: write the text of at least one message", { line: 1, column: 1 });
}

/** Hands each line to the section that it belongs to. */
class LineReader {
  readonly before = new SectionDraft(null, "", { line: 1, column: 1 });
  readonly sections: SectionDraft[] = [];
  misspelt: Error | null = null;
  #current = this.before;

  constructor(segments: readonly Segment[]) {
    const indentation = commonIndentation(segments);
    let line = 1;
    let atLineStart = true;
    for (const segment of segments) {
      if (segment.kind === "placeholder") {
        this.#current.placeholder(segment);
      } else {
        // A placeholder's braces hold no line end, so raw and text have the same lines.
        const raws = segment.raw.split("\n");
        const texts = segment.text.split("\n");
        for (const [index, raw] of raws.entries()) {
          const text = texts[index] ?? "";
          if (index > 0) {
            this.#current.literal("\n", "\n", { line, column: 1 });
            line++;
          }
          if (index > 0 || atLineStart) this.#readLine(raw, text, line, sharedLength(text, indentation));
          else this.#current.literal(raw, text, { line, column: 1 });
        }
      }
      atLineStart = false;
    }
  }

  /** @param cut How much of the line is the indentation that all lines share. */
  #readLine(raw: string, text: string, line: number, cut: number): void {
    const position = { line, column: cut + 1 };
    const content = text.slice(cut);
    const word = /^(\p{Lu}[\p{L}\p{N}_]*):/u.exec(content)?.[1];
    const opener = word === undefined ? undefined : openers.get(word);
    if (word === undefined || opener === undefined) {
      if (word !== undefined) this.misspelt ??= misspeltRole(word, position);
      this.#current.literal(raw, content, position);
      return;
    }
    const end = word.length + 1;
    this.#current = new SectionDraft(opener, raw.slice(0, cut + end), position);
    this.sections.push(this.#current);
    this.#current.literal(raw.slice(cut + end), content.slice(end), { line, column: cut + end + 1 });
  }
}

function misspeltRole(word: string, position: Position): Error | null {
  for (const [role, opener] of openers) {
    if (opener === "messages" || editDistance(word, role, 2) === Infinity) continue;
    return syntaxError(`${word}: is no role: did you mean ${role}:? As text, it must not begin its line`, position);
  }
  return null;
}
