import type { Segment } from "./parsed-template.js";

/** A whole line of nothing but spaces and tabs says nothing about the indentation of the text. */
const blank = /^[ \t\r]*$/;

/**
 * The indentation that all lines of a template share, to be taken off once: its spaces and tabs only, since a full-width
 * space is text. Lines without text do not count; a placeholder is text.
 */
export function commonIndentation(segments: readonly Segment[]): string {
  let common: string | null = null;
  let atLineStart = true;
  for (const [index, segment] of segments.entries()) {
    const lines = segment.kind === "literal" ? segment.text.split("\n") : [""];
    for (const [number, line] of lines.entries()) {
      const goesOn = number === lines.length - 1 && (segment.kind === "placeholder" || index < segments.length - 1);
      if ((atLineStart || number > 0) && (goesOn || !blank.test(line))) {
        const indentation = leadingBlanks(line);
        common = common === null ? indentation : common.slice(0, sharedLength(common, indentation));
      }
    }
    atLineStart = false;
  }
  return common ?? "";
}

function leadingBlanks(line: string): string {
  let end = 0;
  while (line[end] === " " || line[end] === "\t") end++;
  return line.slice(0, end);
}

/** How many characters two texts begin with in common. */
export function sharedLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}
