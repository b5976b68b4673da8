import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TemplateSyntaxError } from "../errors.js";
import { refusedCases, renderedCases } from "./__fixtures__/template-cases.js";
import { parseTaggedTemplate, parseTemplate } from "./parse-template.js";
import { placeholdersOf, printTemplate } from "./parsed-template.js";

const rendered = renderedCases.map((row) => [JSON.stringify(row.text), row] as const);
const refused = refusedCases.map((row) => [JSON.stringify(row.text), row] as const);

/** Text in which braces, roles and line ends meet more often than in arbitrary text. */
const templateText = fc
  .array(
    fc.oneof(
      fc.constantFrom("{", "}", "{{", "}}", "{a}", "{a.b:list}", "{x:image(detail=low)}", "{:cache_control}"),
      fc.constantFrom("\n", "\r\n", " ", "\t", "\u3000", "USER:", "SYSTEM: ", "MESSAGES: {h}", "SYSTM:", ":", "("),
      fc.string({ unit: "grapheme" }),
    ),
  )
  .map((pieces) => pieces.join(""));

describe("the table of cases", () => {
  it("has at least 60 rows", () => {
    expect(rendered.length + refused.length).toBeGreaterThanOrEqual(60);
  });

  it.each(rendered)("%s has the placeholders of its row", (_, { text, placeholders }) => {
    const found = placeholdersOf(parseTemplate(text)).map(
      ({ path, spec }) => path.join(".") + (spec === null ? "" : `:${spec}`),
    );
    expect(found).toEqual(placeholders);
  });

  it.each(rendered)("%s is printed as it was", (_, { text }) => {
    expect(printTemplate(parseTemplate(text))).toBe(text);
  });

  it.each(refused)("%s is refused with its place and what to do", (_, { text, words, line, column }) => {
    const error = thrownBy(() => parseTemplate(text));
    expect(error).toBeInstanceOf(TemplateSyntaxError);
    expect(String(error)).toContain(words);
    expect(String(error)).toMatch(new RegExp(`\\(line ${line}, column ${column}\\)$`));
  });
});

describe("parseTemplate", () => {
  it("throws nothing but TemplateSyntaxError, and gives every text back when printed", () => {
    fc.assert(
      fc.property(templateText, (text) => {
        const error = thrownBy(() => parseTemplate(text));
        expect(error === null || error instanceof TemplateSyntaxError).toBe(true);
        fc.pre(error === null);
        expect(printTemplate(parseTemplate(text))).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });

  it("knows the line and column of each placeholder and message, in the text as written", () => {
    const { sections } = parseTemplate("\n  SYSTEM: {a}\n    {{b}} {{{c}}}\n\n  USER: d {e}\n  f\n\n  ");
    expect(sections.map(({ line, column, lastLine }) => [line, column, lastLine])).toEqual([
      [2, 3, 3],
      [5, 3, 6],
    ]);
    expect(placeholdersOf({ sections }).map(({ raw, line, column }) => [raw, line, column])).toEqual([
      ["{a}", 2, 11],
      ["{c}", 3, 13],
      ["{e}", 5, 11],
    ]);
  });

  // Each would take minutes if some part of the reading were quadratic.
  it.each([
    ["open braces", "{".repeat(300_000)],
    ["closed braces", `{a${"}".repeat(300_000)}`],
    ["bodies that never close", "{a".repeat(150_000)],
    ["one endless path", `{${"a.".repeat(150_000)}`],
    ["endless options", `{a:b(${"c".repeat(300_000)}`],
    ["blanks inside a line", `a${" ".repeat(300_000)}b`],
    ["blank lines", `${"\n".repeat(300_000)}a`],
    ["one endless role", `${"U".repeat(300_000)}:\nUSER: a`],
    ["one line of placeholders", "{a} ".repeat(75_000)],
  ])("reads %s in time linear in the text", (_, text) => {
    const started = performance.now();
    thrownBy(() => parseTemplate(text));
    expect(performance.now() - started).toBeLessThan(3000);
  });
});

describe("the layout of a message", () => {
  const segmentsOf = (text: string) =>
    parseTemplate(text).sections.map(({ segments }) =>
      segments.map((segment) => (segment.kind === "literal" ? segment.text : segment.raw)),
    );

  it.each<[string, string[][]]>([
    ["USER:\n\n \t\n  a", [["  a"]]],
    ["USER: \t a \t\n \n", [["a"]]],
    ["USER:a", [["a"]]],
    ["USER:a b", [["a b"]]],
    ["    x {a}\n  y", [["  x ", "{a}", "\ny"]]],
    ["\n    a\n  b", [["  a\nb"]]],
    ["\n\t a\n\tb\n\t  c", [[" a\nb\n  c"]]],
    ["  a\n    b", [["a\n  b"]]],
    ["a\n  b", [["a\n  b"]]],
    ["{a}\n  b", [["{a}", "\n  b"]]],
    ["  {a}\n    b", [["{a}", "\n  b"]]],
    ["    a\n  {b}", [["  a\n", "{b}"]]],
    ["\n \n\n  a\n    b\n\n", [["a\n  b"]]],
    ["USER: {a} \n", [["", "{a}", ""]]],
    ["USER: {a} b\n\n\nSYSTEM:{c}", [["", "{a}", " b"], ["{c}"]]],
  ])("%j", (text, expected) => {
    expect(segmentsOf(text).map((segments) => segments.filter(Boolean))).toEqual(
      expected.map((segments) => segments.filter(Boolean)),
    );
  });

  it("is no role's where a blank stands in the word, and where a digit makes it another one", () => {
    expect(parseTemplate("USER: a\nUS ER: b").sections.length).toBe(1);
    expect(() => parseTemplate("USER: a\nUSER2: b")).toThrow("USER2: is no role: did you mean USER:?");
  });

  it("may be empty beside another that is not, and ends on its own line", () => {
    expect(parseTemplate("SYSTEM:\nUSER: a").sections.map(({ line, lastLine }) => [line, lastLine])).toEqual([
      [1, 1],
      [2, 2],
    ]);
    expect(parseTemplate("USER: a\nSYSTEM:").sections.length).toBe(2);
    expect(() => parseTemplate("USER: a\nMESSAGES:")).toThrow("MESSAGES: takes one placeholder and nothing else");
  });

  it("is told by the place of its first character where it has no role", () => {
    expect(() => parseTemplate("  x\nUSER: a")).toThrow("(line 1, column 3)");
  });

  it("takes a word near MESSAGES for text: it is no role", () => {
    expect(parseTemplate("USER: a\nMESSAGS: b").sections.length).toBe(1);
  });
});

describe("parseTaggedTemplate", () => {
  it("takes braces as text and the values as placeholders named by their index", () => {
    const template = parseTaggedTemplate(["\n  SYSTEM: {a}\n  USER: b ", " c ", "\n  "]);
    expect(template.sections).toMatchObject([
      { role: "system", segments: [{ text: "{a}" }] },
      { role: "user", segments: [{ text: "b " }, { path: ["0"], line: 3 }, { text: " c " }, { path: ["1"] }, {}] },
    ]);
  });

  it("keeps its source, with a sign for each value", () => {
    expect(parseTaggedTemplate(["a ", " b ", ""]).source).toBe("a ${…} b ${…}");
  });

  it("knows the line and column of each value: a value before it takes the four columns of ${…}", () => {
    const strings = ["ab ", "cd ", "\nline ", "\n", " x"];
    const places = placeholdersOf(parseTaggedTemplate(strings)).map(({ line, column }) => [line, column]);
    expect(places).toEqual([
      [1, 4],
      [1, 11],
      [2, 6],
      [3, 1],
    ]);
  });
});

function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return null;
}
