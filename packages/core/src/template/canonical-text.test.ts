import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalText } from "./canonical-text.js";

test.each([
  ["as it is", "SYSTEM: a\n  b\nUSER: {c}", "SYSTEM: a\n  b\nUSER: {c}"],
  ["indentation that all lines share", "\n    SYSTEM: a\n      b\n\n    USER: c\n  ", "SYSTEM: a\n  b\n\nUSER: c"],
  ["tabs", "\tUSER: a\n\t\tb", "USER: a\n\tb"],
  ["blank lines before and after", "\n \n\n a \n\n", "a"],
  ["a line of other blanks before", "\t\n  a", "a"],
  ["CRLF", "\r\n  SYSTEM: a\r\n  USER: b\r\n", "SYSTEM: a\nUSER: b"],
  ["a placeholder at the start of a line", "  {a}\n    {{b}}", "{a}\n  {{b}}"],
  ["a full-width space, which is text", "\u3000a\n\u3000b", "\u3000a\n\u3000b"],
  ["nothing", " \n", ""],
])("%s", (_, source, expected) => {
  expect(canonicalText(source)).toBe(expected);
});

test("neither where a template stands in its file nor git's line ends change it, and its words do", () => {
  const line = fc.constantFrom("USER: a", "  {b}", "\tc", "", "{{d}} ", "é");
  const text = fc.array(line, { minLength: 1, maxLength: 6 }).map((lines) => ["SYSTEM: x", ...lines].join("\n"));
  const indentation = fc.constantFrom("", "  ", "\t", "      ");
  fc.assert(
    fc.property(text, indentation, (plain, indent) => {
      const moved = `\n${plain.replaceAll(/^(?=.)/gm, indent)}\n${indent}`;
      expect(canonicalText(moved)).toBe(canonicalText(plain));
      expect(canonicalText(moved.replaceAll("\n", "\r\n"))).toBe(canonicalText(plain));
      expect(canonicalText(`${plain}!`)).not.toBe(canonicalText(plain));
    }),
  );
});
