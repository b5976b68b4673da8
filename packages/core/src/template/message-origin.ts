import type { Section, Segment } from "./parsed-template.js";
import type { RenderedSection } from "./rendered-section.js";

/** Where a message came from, in words. */
export interface MessageOrigin {
  /** As in `template of Recipe, lines 3–4: {ingredient}`. */
  readonly message: string;
  /** The same for each part of the content, where the template made it; empty for a history's message. */
  readonly parts: readonly string[];
}

interface Rendering {
  readonly sections: readonly RenderedSection[];
  readonly label: string | undefined;
}

/**
 * What was rendered, by the list that a rendering returned. By the list and not by the messages in it, because those of a
 * history belong to the caller, who may send them again from elsewhere. Put into words only when somebody asks.
 */
const renderings = new WeakMap<readonly object[], Rendering>();

/** @param label What the template is called; undefined where it has no name. */
export function noteOrigins(
  messages: readonly object[],
  sections: readonly RenderedSection[],
  label: string | undefined,
): void {
  renderings.set(messages, { sections, label });
}

/** Where `messages[at]` came from; undefined when no template made this very list, or the message was put into it later. */
export function messageOrigin(messages: readonly object[], at: number): MessageOrigin | undefined {
  const rendering = renderings.get(messages);
  let index = at;
  for (const rendered of rendering?.sections ?? []) {
    if (index < rendered.messages.length) {
      return rendered.messages[index] === messages[at] ? describe(rendered, index, rendering?.label) : undefined;
    }
    index -= rendered.messages.length;
  }
  return undefined;
}

function describe({ section, sources }: RenderedSection, index: number, label: string | undefined): MessageOrigin {
  const template = label === undefined ? "template" : `template of ${label}`;
  if (section.kind === "splice") {
    const { raw, line } = section.history;
    return { message: `history: ${raw}, item ${index}; ${template}, line ${line}`, parts: [] };
  }
  const lines = new Map(linesOf(section));
  const place = linesIn(section.line, section.lastLine);
  return {
    message: `${template}, ${place}${filled(section.segments)}`,
    parts: sources.map((segments) => {
      const found = segments.flatMap((segment) => lines.get(segment) ?? []);
      return `${linesIn(Math.min(...found), Math.max(...found))}${filled(segments)}`;
    }),
  };
}

/** The first and the last line of each segment that hold more than white space. */
function* linesOf({ line, segments }: Section): Generator<[Segment, readonly number[]]> {
  let at = line;
  for (const segment of segments) {
    const start = at;
    const lines = segment.raw.split("\n");
    at += lines.length - 1;
    const written = lines.flatMap((text, offset) => (text.trim() === "" ? [] : [start + offset]));
    yield [segment, written];
  }
}

function linesIn(first: number, last: number): string {
  return first === last ? `line ${first}` : `lines ${first}–${last}`;
}

function filled(segments: readonly Segment[]): string {
  const raws = segments.flatMap((segment) => (segment.kind === "placeholder" ? [segment.raw] : []));
  return raws.length === 0 ? "" : `: ${[...new Set(raws)].join(", ")}`;
}
