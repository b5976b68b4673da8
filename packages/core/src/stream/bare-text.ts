export interface BareTextHandlers {
  /** Text that may hold events. */
  events(text: string): void;
  /** A line that is no field of an event stream but an object with `error`. */
  errorLine(line: string): void;
  /** More text without an event than `limit` allows. */
  tooLong(): void;
}

/** Each field name of an event stream, or a comment, at the start of a body. */
const eventStreamStart = /^(?::|(?:data|event|id|retry)(?:[:\r\n]|$))/;
const fieldNames = ["data", "event", "id", "retry"];
const longestStart = "event:".length;
const openBrace = 123;
const lineFeed = 10;

/**
 * What a body says outside of its events. Servers and proxies answer a request for a stream with a JSON error, an HTML page or a whole
 * completion, and some put a bare `{"error": …}` line between the events. The parser is right to skip all of that, and silent about
 * it, so it is looked at before.
 */
export class BareText {
  readonly #handlers: BareTextHandlers;
  readonly #limit: number;
  /** The body so far while it may be no event stream; null once it is known to be one. */
  #head: string | null = "";
  #headIsPlain = false;
  /** An object's line whose end has not arrived. */
  #line: string | null = null;
  #atLineStart = true;

  constructor(limit: number, handlers: BareTextHandlers) {
    this.#limit = limit;
    this.#handlers = handlers;
  }

  /** An event came: the body is an event stream, whatever it began with. */
  eventSeen(): void {
    this.#head = null;
  }

  take(text: string): void {
    if (text === "") return;
    if (this.#head !== null) this.#sniff(text);
    // Nearly every read leaves here. A line break inside an event's JSON is escaped, so "\n{" is a bare line and nothing else.
    if (this.#line === null && !(this.#atLineStart && text.charCodeAt(0) === openBrace) && !text.includes("\n{")) {
      this.#atLineStart = text.endsWith("\n");
      this.#handlers.events(text);
      return;
    }
    this.#split(text);
  }

  /** The body is over. Returns its text if it held no event and does not begin like an event stream, else null. */
  finish(): string | null {
    this.#closeLine();
    const start = this.#head?.trim();
    if (!start) return null;
    // A body too short to have been judged begins like an event stream, too, if it ends inside the name of its first field.
    const isTorn = eventStreamStart.test(start) || fieldNames.some((name) => name.startsWith(start));
    return isTorn ? null : this.#head;
  }

  #sniff(text: string): void {
    const head = this.#headIsPlain ? this.#head + text : (this.#head + text).trimStart();
    this.#head = head;
    if (!this.#headIsPlain && (head.length >= longestStart || head.includes("\n"))) {
      if (eventStreamStart.test(head)) this.#head = null;
      else this.#headIsPlain = true;
    }
    // Not once it is known to be an event stream: one read may hold many events.
    if (this.#head !== null && head.length > this.#limit) this.#handlers.tooLong();
  }

  #split(text: string): void {
    let at = 0;
    while (at < text.length) {
      if (this.#line === null) {
        const start = this.#atLineStart && text.charCodeAt(at) === openBrace ? at : afterBreak(text, at);
        if (start > at) this.#handlers.events(text.slice(at, start));
        this.#atLineStart = text.charCodeAt(start - 1) === lineFeed;
        if (start < text.length) this.#line = "";
        at = start;
      } else {
        const end = text.indexOf("\n", at);
        this.#line += text.slice(at, end === -1 ? text.length : end);
        if (this.#line.length > this.#limit) return this.#handlers.tooLong();
        if (end === -1) return;
        this.#closeLine();
        this.#atLineStart = true;
        at = end + 1;
      }
    }
  }

  #closeLine(): void {
    const line = this.#line;
    this.#line = null;
    if (line !== null && isErrorObject(line)) this.#handlers.errorLine(line);
  }
}

/** Where the next line that begins with a brace begins; the text's length when there is none. */
function afterBreak(text: string, from: number): number {
  const found = text.indexOf("\n{", from);
  return found === -1 ? text.length : found + 1;
}

function isErrorObject(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && "error" in value && Boolean(value.error);
  } catch {
    // A line of something else (the `{` of a printed object, say): what the body was is decided at its end.
    return false;
  }
}
