import type { Literal, Placeholder, Position, Section, Segment, TemplateRole } from "./parsed-template.js";
import { SegmentList } from "./segment-list.js";
import { syntaxError } from "./syntax-error.js";

/** A section while its lines are being read. */
export class SectionDraft {
  readonly #list = new SegmentList();
  #lastLine: number;
  /** Where its first text or placeholder stands. */
  firstContent: Position | null = null;

  /** @param opener What opened it; null for text that stands under no role. */
  constructor(
    readonly opener: TemplateRole | "messages" | null,
    readonly head: string,
    readonly position: Position,
  ) {
    this.#lastLine = position.line;
  }

  /** @param position Where `text` begins. It holds one line at most. */
  literal(raw: string, text: string, position: Position): void {
    this.#list.literal(raw, text);
    const content = text.trimStart();
    if (content === "") return;
    this.#content({ line: position.line, column: position.column + text.length - content.length });
  }

  placeholder(placeholder: Placeholder): void {
    this.#list.placeholder(placeholder);
    this.#content(placeholder);
  }

  #content({ line, column }: Position): void {
    this.firstContent ??= { line, column };
    this.#lastLine = line;
  }

  /** All that was put in, as it stands in the template. */
  get raw(): string {
    return this.head + this.#list.segments.map(({ raw }) => raw).join("");
  }

  /** @param before What stands in the template before the first section, none of it text. */
  finish(before = ""): Section {
    const { segments, lead, tail } = trimmed(this.#list.segments, this.opener === null);
    const shared = {
      ...this.position,
      lastLine: this.#lastLine,
      head: before + this.head,
      segments,
      opening: this.opener === null ? "" : `${this.opener.toUpperCase()}:${lead}`,
      closing: tail,
    };
    if (this.opener === "messages") return { kind: "splice", history: historyOf(segments, this.position), ...shared };
    checkCacheMarks(segments);
    return { kind: "message", role: this.opener ?? "user", ...shared };
  }
}

/**
 * Takes the layout off the ends of a message: the spaces after its role, blank lines, and the white space at its end. Only
 * text of the template is touched, so that a value keeps its own; only what ASCII has, since a full-width space is text.
 */
function trimmed(
  segments: readonly Segment[],
  keepIndentation: boolean,
): { segments: readonly Segment[]; lead: string; tail: string } {
  const kept = [...segments];
  let lead = "";
  let tail = "";
  const first = kept[0];
  if (first?.kind === "literal") {
    const pattern = keepIndentation ? /^(?:[ \t]*\r?\n)+/ : /^(?:(?:[ \t]*\r?\n)+|[ \t]+)/;
    lead = pattern.exec(first.text)?.[0] ?? "";
    kept[0] = withText(first, first.text.slice(lead.length));
  }
  const last = kept.at(-1);
  if (last?.kind === "literal") {
    let end = last.text.length;
    // By hand: /\s+$/ tries again at each blank of a run, which is quadratic for a long one.
    while (end > 0 && " \t\r\n".includes(last.text.charAt(end - 1))) end--;
    tail = last.text.slice(end);
    kept[kept.length - 1] = withText(last, last.text.slice(0, end));
  }
  return { segments: kept, lead, tail };
}

function withText({ kind, raw }: Literal, text: string): Literal {
  return { kind, raw, text };
}

function historyOf(segments: readonly Segment[], position: Position): Placeholder {
  const [history, ...others] = segments.filter(
    (segment) => segment.kind === "placeholder" || segment.text.trim() !== "",
  );
  if (history?.kind === "placeholder" && others.length === 0 && history.spec === null) return history;
  throw syntaxError(
    "MESSAGES: takes one placeholder and nothing else: write MESSAGES: {history}, and a role before text",
    position,
  );
}

function checkCacheMarks(segments: readonly Segment[]): void {
  const first = segments.find((segment) => segment.kind === "placeholder" || segment.text.trim() !== "");
  if (first?.kind !== "placeholder" || first.path.length > 0) return;
  throw syntaxError(
    `${first.raw} marks what stands before it, and nothing does: put it after the text to be cached`,
    first,
  );
}
