import { TextAccumulator, objects, type JSONObject } from "@zoetrope/core";

/** One detail. What grows by a few words at a time is kept apart from what is said once. */
class Detail {
  readonly fields: Record<string, unknown> = {};
  #text: TextAccumulator | null = null;
  #summary: TextAccumulator | null = null;

  add({ text, summary, ...fields }: JSONObject): void {
    if (typeof text === "string") (this.#text ??= new TextAccumulator()).add(text);
    if (typeof summary === "string") (this.#summary ??= new TextAccumulator()).add(summary);
    for (const [name, value] of Object.entries(fields)) {
      if (value || !Object.hasOwn(this.fields, name)) Object.defineProperty(this.fields, name, { ...own, value });
    }
  }

  toJSON(): JSONObject {
    return {
      ...this.fields,
      ...(this.#text ? { text: this.#text.toString() } : {}),
      ...(this.#summary ? { summary: this.#summary.toString() } : {}),
    };
  }
}

/** Names come from the wire: assigned, `__proto__` would be no field. */
const own = { enumerable: true, configurable: true, writable: true };

/**
 * OpenRouter's `reasoning_details`: each piece names its whole by `type` and `index`; a signature comes with the last of them. The
 * providers behind it refuse a next turn without them.
 */
export class ReasoningDetails {
  readonly #details: Detail[] = [];

  add(pieces: readonly unknown[]): void {
    for (const piece of objects(pieces)) {
      // Encrypted reasoning is whole in each piece.
      const whole = piece.type === "reasoning.encrypted" ? undefined : this.#find(piece);
      if (whole) whole.add(piece);
      else this.#open().add(piece);
    }
  }

  /** The whole details, in the order of their first pieces. */
  toJSON(): JSONObject[] {
    return this.#details.map((detail) => detail.toJSON());
  }

  #find({ type, index }: JSONObject): Detail | undefined {
    return this.#details.findLast(({ fields }) => fields.type === type && fields.index === index);
  }

  #open(): Detail {
    const detail = new Detail();
    this.#details.push(detail);
    return detail;
  }
}
