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
  /** What the template is called; undefined where it has no name. */
  readonly label: string | undefined;
  /** As the list was when it was noted: it may be changed later, and then nothing is known. */
  readonly messages: readonly object[];
}

/**
 * What was rendered, by the list that a rendering returned. By the list and not by the messages in it, because those of a
 * history belong to the caller, who may send them again from elsewhere. Put into words only when somebody asks.
 */
const renderings = new WeakMap<readonly object[], Rendering>();

export function noteOrigins(
  messages: readonly object[],
  sections: readonly RenderedSection[],
  label: string | undefined,
): void {
  renderings.set(messages, { sections, label, messages: [...messages] });
}

/** Notes of `made` what is known of `from`, from which it was made message by message, and returns it. */
export function keepOrigins<T extends object>(from: readonly object[], made: readonly T[]): readonly T[] {
  const rendering = renderings.get(from);
  if (rendering) renderings.set(made, { ...rendering, messages: [...made] });
  return made;
}

/** Where `messages[at]` came from; undefined when no template made this very list, or the message was put into it later. */
export function messageOrigin(messages: readonly object[], at: number): MessageOrigin | undefined {
  const rendering = renderings.get(messages);
  if (rendering === undefined || rendering.messages[at] !== messages[at]) return undefined;
  let index = at;
  for (const rendered of rendering.sections) {
    if (index < rendered.messages.length) return describe(rendered, index, rendering.label);
    index -= rendered.messages.length;
  }
  return undefined;
}

function describe({ section, sources }: RenderedSection, index: number, label: string | undefined): MessageOrigin {
  // "The function" and "The prompt" have no name.
  const template = label === undefined ? "template" : `template of ${label.replace(/^The /, "the ")}`;
  if (section.kind === "splice") {
    const { raw, line } = section.history;
    return { message: `history: ${raw}, item ${index}; ${template}, line ${line}`, parts: [] };
  }
  const lines = new Map(linesOf(section));
  const place = (segments: readonly Segment[], role: readonly number[] = []): string => {
    const found = [...role, ...segments.flatMap((segment) => lines.get(segment) ?? [])];
    return `${linesIn(found[0] ?? section.line, found.at(-1) ?? section.line)}${filled(segments)}`;
  };
  // Without a role a section begins where its text does.
  const role = section.opening === "" ? [] : [section.line];
  return {
    message: `${template}, ${place(section.segments, role)}`,
    parts: sources.map((segments) => place(segments)),
  };
}

/** The lines of each segment that hold more than white space. */
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
