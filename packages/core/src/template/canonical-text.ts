import { commonIndentation, sharedLength } from "./dedent.js";

/**
 * The text of a template without what is only its place in a file: the indentation that all lines share, blank lines before
 * it, white space after it, and CRLF for LF, which git writes on some machines and not on others. Everything else counts.
 */
export function canonicalText(source: string): string {
  const text = source.replaceAll("\r\n", "\n");
  const indentation = commonIndentation([{ kind: "literal", raw: text, text }]);
  const lines = text.split("\n").map((line) => line.slice(sharedLength(line, indentation)));
  const first = lines.findIndex((line) => line.trim() !== "");
  return lines.slice(Math.max(first, 0)).join("\n").trimEnd();
}
