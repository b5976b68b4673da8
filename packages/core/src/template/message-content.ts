import type { CacheControl, ContentPart, Message } from "../messages/message.js";
import type { Rendered } from "./format-specs.js";
import type { Segment } from "./parsed-template.js";

/** The content of a message, and for each of its parts what of the template that was made of. */
export interface BuiltContent {
  readonly content: Message["content"];
  readonly sources: readonly (readonly Segment[])[];
}

/** Builds the content of a message: running text, and parts where the template has some. */
export class MessageContent {
  #text = "";
  #textSource: Segment[] = [];
  readonly #parts: ContentPart[] = [];
  readonly #sources: (readonly Segment[])[] = [];

  /** @param source What `rendered` was made of. */
  add(rendered: Rendered, source: Segment): void {
    if (typeof rendered === "string") {
      this.#text += rendered;
      this.#textSource.push(source);
      return;
    }
    for (const part of rendered) {
      // Providers refuse empty text.
      if (part.type === "text" && part.text === "") continue;
      this.#endText();
      this.#parts.push(part);
      this.#sources.push([source]);
    }
  }

  /** Marks what was added last; nothing where all of it was empty. */
  mark(cacheControl: CacheControl): void {
    this.#endText();
    const last = this.#parts.pop();
    if (last !== undefined) this.#parts.push({ ...last, cacheControl });
  }

  /** A string, unless there are parts; null when there is nothing to send. */
  finish(): BuiltContent | null {
    if (this.#parts.length === 0) {
      return isBlank(this.#text) ? null : { content: this.#text, sources: [this.#textSource] };
    }
    this.#endText();
    return { content: this.#parts, sources: this.#sources };
  }

  /** White space alone between two parts is the layout of the template, and some providers refuse it as a part. */
  #endText(): void {
    if (!isBlank(this.#text)) {
      this.#parts.push({ type: "text", text: this.#text });
      this.#sources.push(this.#textSource);
    }
    this.#text = "";
    this.#textSource = [];
  }
}

function isBlank(text: string): boolean {
  return !/\S/.test(text);
}
