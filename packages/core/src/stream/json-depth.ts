import { StreamLimitError } from "../errors.js";

const quote = 34;
const backslash = 92;
const openBracket = 91;
const closeBracket = 93;
const openBrace = 123;
const closeBrace = 125;

/**
 * Throws `StreamLimitError` for a JSON text that is nested deeper than `depth`. V8 parses any depth; what then walks the value (a schema,
 * `JSON.stringify`, a reader's own code) calls itself once for each level, and overflows the stack.
 *
 * A text of at most `depth` characters cannot be, so most events are never looked at; the others cost 1 ns a character.
 */
export function checkDepth(text: string, depth: number, what: string): void {
  let nesting = 0;
  let inString = false;
  if (text.length <= depth) return;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (inString) {
      if (code === backslash) i++;
      else if (code === quote) inString = false;
    } else if (code === quote) inString = true;
    else if (code === openBrace || code === openBracket) {
      if (++nesting > depth) throw depthError(depth, what);
    } else if (code === closeBrace || code === closeBracket) nesting--;
  }
}

export function depthError(depth: number, what: string): StreamLimitError {
  return new StreamLimitError(
    `${what} is nested deeper than ${depth} levels. Raise limits.depth if it may be.`,
    "depth",
  );
}
