import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { cutAt, jsonText, places, print } from "./__fixtures__/json-texts.js";
import { findJson, JsonFinder, type FindJsonOptions, type JsonKind } from "./find-json.js";
import { IncrementalJson } from "./incremental-json.js";

/** What is shown after each piece that changed it, and after the end if that did. */
function statesOf(pieces: readonly string[], options?: FindJsonOptions): unknown[] {
  const finder = new JsonFinder(options);
  const states: unknown[] = [];
  for (const piece of pieces) {
    finder.feed(piece);
    if (finder.changed) states.push(finder.snapshot());
  }
  finder.end();
  if (finder.changed) states.push(finder.snapshot());
  return states;
}

const both: readonly JsonKind[] = ["object", "array"];
const anything: readonly JsonKind[] = ["object", "array", "primitive"];

describe("the JSON is found", () => {
  const answer = '{"a":[1,"x"]}';

  test.each([
    ["alone", answer],
    ["behind white space and a byte order mark", `\ufeff\n ${answer}\n`],
    ["in a fence", `\`\`\`json\n${answer}\n\`\`\``],
    ["in a fence without a language", `\`\`\`\n${answer}\n\`\`\``],
    ["in a fence that is never closed", `\`\`\`json\n${answer}`],
    ["behind a preamble", `Here is the result: ${answer}`],
    ["before an afterthought", `${answer}\n\nAnything {else}?`],
    ["behind a bracket in the prose", `Here is [the] result: ${answer}`],
    ["behind a brace in the prose", `With {name} filled in: ${answer}`],
    ["behind brackets in brackets", `See [[wiki]] and [{x}]: ${answer}`],
    ["behind an open bracket", `An interval [ and ${answer}`],
    ["behind an open brace", `A set { of ${answer}`],
    ["behind a set of strings", `Not {"red", "green"} but ${answer}`],
    ["behind a brace and a quote that swallow its brace", `As {"said: ${answer}`],
    ["behind a link", `See [the docs](https://example.com/{id}) ${answer}`],
    ["behind code", `function f() { return [x]; }\n${answer}`],
    ["behind many brackets", `[[[[{{[[{ [ { [{ x ${answer}`],
    ["before another", `${answer} ${'{"b":2}'}`],
  ])("%s", (_, text) => {
    for (const finder of [findJson(text), findJson(text, { kinds: ["object"] })]) {
      expect(finder.error).toBeNull();
      expect(finder.value).toEqual({ a: [1, "x"] });
      expect(finder.start).toBe(text.indexOf(answer));
      expect(finder.isDone("")).toBe(true);
    }
    expect(statesOf(text.split("")).at(-1)).toEqual({ a: [1, "x"] });
  });

  test.each<[string, string, readonly JsonKind[], unknown]>([
    ["an object behind a citation", 'As [1] and [2, 3] say: {"a":1}', ["object"], { a: 1 }],
    ["an object behind a check box, which is an empty array", '- [ ] to do\n{"a":1}', ["object"], { a: 1 }],
    ["an object behind open brackets", '[[[[{{[[ {"a":1}', ["object"], { a: 1 }],
    ["an array behind an object in the prose", 'For {"a":1}: [2]', ["array"], [2]],
    ["an array of strings", 'Sure: ["a","b"]', both, ["a", "b"]],
    ["an empty object", "Nothing: {}.", both, {}],
    ["an empty array", "Nothing: [].", both, []],
    ["an array of empty arrays", "[[],[]]", both, [[], []]],
    ["a number alone", "42", anything, 42],
    ["a number in a fence", "```\n-1.5\n```", anything, -1.5],
    ["a number on a line of its own", "The 2 answers are:\n  17\nThere.", anything, 17],
    ["a word", "It is not true, so:\nfalse", anything, false],
    ["null", "null\n", anything, null],
    ["a string", 'Sure.\n"yes"', anything, "yes"],
    ["an object in prose of many words", 'No, nothing to find\ntill {"a":1}', anything, { a: 1 }],
    ["no primitive in a list", '- one\n1. two\n12th\n{"a":1}', anything, { a: 1 }],
  ])("when it is %s", (_, text, kinds, value) => {
    const finder = findJson(text, { kinds });
    expect(finder.error).toBeNull();
    expect(finder.value).toEqual(value);
    expect(statesOf(text.split(""), { kinds }).at(-1)).toEqual(value);
  });
});

describe("the live value", () => {
  test("is undefined until it is decided that it is no prose, and then grows", () => {
    const pieces = ["Here [", "the] {", '"na', 'me"', ":", '"A', 'da"', "}", " Bye {"];
    expect(statesOf(pieces)).toEqual([{ name: "A" }, { name: "Ada" }]);
  });

  test("is shown when a member begins to be a container, and not for brackets alone", () => {
    expect(statesOf(["[", "{", '"a":', "{", "}"])).toEqual([[{ a: {} }]]);
  });

  test("is shown when it closes empty", () => {
    expect(statesOf(["[", " ", "]"])).toEqual([[]]);
  });

  test("reports parts as they close, and none of prose", () => {
    const closed: string[] = [];
    findJson('[x] {"y", {"a":[1]}', {
      onClosed: (path, value) => closed.push(`${path.join(".")}=${JSON.stringify(value)}`),
    });
    expect(closed).toEqual(["a.0=1", "a=[1]", '={"a":[1]}']);
  });
});

describe("the fault", () => {
  test("of an answer with content is final: none of its parts is taken for the answer", () => {
    const finder = findJson('Result: {"items":[{"id":1},{id:2},{"id":3}]}');
    expect(finder.value).toEqual({ items: [{ id: 1 }, {}] });
    expect(finder.error).toEqual({
      kind: "syntax",
      message: 'Expected a key in double quotes or a closing brace, but found "i" at items.1, offset 28.',
      offset: 28,
      path: ["items", 1],
    });
  });

  test.each([
    ["an empty answer", "", "missing"],
    ["prose", "I cannot do that [sorry].", "missing"],
    ["a cut answer", 'Here: {"a":[1,', "end"],
    ["an answer cut in its first key", '{"na', "end"],
    ["an answer cut behind its first bracket", "[", "end"],
  ])("of %s is told", (_, text, kind) => {
    expect(findJson(text).error?.kind).toBe(kind);
  });

  test("of prose without JSON names what was looked for", () => {
    expect(findJson("42", { kinds: both }).error).toEqual({
      kind: "missing",
      message: "There is no JSON object or array in the text.",
      offset: 2,
      path: [],
    });
    expect(findJson("42", { kinds: both }).value).toBeUndefined();
  });

  test("of an answer that is too deep is told, and no inner part is taken for the answer", () => {
    const finder = findJson(`${"[".repeat(10_000)}1${"]".repeat(10_000)}`);
    expect(finder.error).toMatchObject({ kind: "depth", offset: 512 });
  });

  test("is none as long as the JSON may still come", () => {
    const finder = new JsonFinder();
    expect(finder.error).toBeNull();
    finder.feed("Well [then] {");
    expect(finder.error).toBeNull();
    expect(finder.start).toBeNull();
  });
});

test("a key that comes in many pieces is read once, not anew with each of them", () => {
  const read = vi.spyOn(IncrementalJson.prototype, "feed");
  const text = `{"${"key".repeat(100)}":1}`;
  const finder = new JsonFinder();
  for (const character of text) finder.feed(character);
  expect(finder.value).toEqual({ ["key".repeat(100)]: 1 });
  expect(read.mock.calls.map(([piece]) => piece).join("")).toBe(text);
  read.mockRestore();
});

describe("whatever the text,", () => {
  const prose = fc.string({
    unit: fc.constantFrom("[", "{", '"', "a", "1", " ", ":", ",", "\n", "\\", "]", "}", "-", "t"),
    maxLength: 30,
  });
  const kinds = fc.subarray([...anything], { minLength: 1 });

  test("the pieces make no difference", () => {
    fc.assert(
      fc.property(fc.tuple(prose, fc.option(jsonText, { nil: "" }), prose), kinds, places, (parts, kinds, cuts) => {
        const text = parts.join("");
        const slow = new JsonFinder({ kinds });
        const states = [print(undefined)];
        for (const character of text.split("")) {
          slow.feed(character);
          states.push(print(slow.value));
        }
        slow.end();
        const finder = new JsonFinder({ kinds });
        let length = 0;
        for (const piece of cutAt(text, cuts)) {
          const before = print(finder.value);
          finder.feed(piece);
          length += piece.length;
          expect(print(finder.value)).toBe(states[length]);
          expect(finder.changed || print(finder.value) === before).toBe(true);
        }
        finder.end();
        expect([print(finder.value), finder.start, finder.error]).toEqual([print(slow.value), slow.start, slow.error]);
      }),
      { numRuns: 2000 },
    );
  });

  test("the first place where JSON begins and has content is found", () => {
    fc.assert(
      fc.property(prose, (text) => {
        const { start, error } = findJson(text, { kinds: both });
        // The end came inside the first key of what may have been the answer: that is not made up for by what is in the key.
        fc.pre(start !== null || error?.kind !== "end");
        expect(start).toBe(firstPlace(text));
      }),
      { numRuns: 3000 },
    );
  });
});

/** The same by trying each bracket on its own, which is quadratic. */
function firstPlace(text: string): number | null {
  for (let at = 0; at < text.length; at++) {
    if (!"[{".includes(text.charAt(at))) continue;
    const trial = findJsonAt(text.slice(at));
    if (trial) return at;
  }
  return null;
}

/** Opening brackets, then: the empty rest of one, a string or a whole number or word in an array, or a member's first sign of a value. */
function findJsonAt(text: string): boolean {
  const gap = "[ \\n]*";
  const string = '"(?:[^"\\\\\\n]|\\\\")*"';
  const number = "-?(?:0|[1-9][0-9]*)(?=[ \\n,\\]}])";
  const inArray = `\\[${gap}(?:\\]|"|${number})`;
  const inObject = `\\{${gap}(?:\\}|${string}${gap}:${gap}(?:["[{]|${number}))`;
  return new RegExp(`^(?:\\[${gap})*(?:${inArray}|${inObject})`).test(text);
}
