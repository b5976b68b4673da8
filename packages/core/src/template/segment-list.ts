import type { Literal, Placeholder, Segment } from "./parsed-template.js";

/** Gathers segments; literals that touch become one. */
export class SegmentList {
  readonly segments: Segment[] = [];

  literal(raw: string, text: string): void {
    if (raw === "") return;
    const last = this.segments.at(-1);
    if (last?.kind !== "literal") this.segments.push({ kind: "literal", raw, text });
    else this.segments[this.segments.length - 1] = joined(last, raw, text);
  }

  placeholder(placeholder: Placeholder): void {
    this.segments.push(placeholder);
  }
}

function joined(last: Literal, raw: string, text: string): Literal {
  return { kind: "literal", raw: last.raw + raw, text: last.text + text };
}
