import { describe, expect, test } from "vitest";
import { IncrementalJson, type IncrementalJsonOptions } from "./incremental-json.js";
import type { JsonPath } from "./json-value.js";

function feed(pieces: readonly string[], options?: IncrementalJsonOptions): IncrementalJson {
  const json = new IncrementalJson(options);
  for (const piece of pieces) json.feed(piece);
  return json;
}

/** What is shown after each piece that changed it, and after the end if that did. */
function statesOf(pieces: readonly string[]): unknown[] {
  const json = new IncrementalJson();
  const states: unknown[] = [];
  for (const piece of pieces) {
    json.feed(piece);
    if (json.changed) states.push(json.snapshot());
  }
  json.end();
  if (json.changed) states.push(json.snapshot());
  return states;
}

describe("the live value", () => {
  test("is one object, whose strings grow", () => {
    const json = feed(['{"people":[{"name":"A']);
    const live = json.value;
    expect(live).toEqual({ people: [{ name: "A" }] });
    json.feed("da");
    expect(live).toEqual({ people: [{ name: "Ada" }] });
    json.feed('"},{}]');
    expect(live).toEqual({ people: [{ name: "Ada" }, {}] });
    expect(json.value).toBe(live);
  });

  test("shows a key with its value, and never before", () => {
    expect(statesOf(['{"na', 'me"', ":", ' "', 'Ada"', ',"ag', 'e":', "36", "}"])).toEqual([
      {},
      { name: "" },
      { name: "Ada" },
      { name: "Ada", age: 36 },
    ]);
  });

  test("shows numbers and words when they are complete", () => {
    expect(statesOf(["[", "1", "2", ".5", "e1", ",", "t", "ru", "e", ",n", "ull", "]"])).toEqual([
      [],
      [125],
      [125, true],
      [125, true, null],
    ]);
  });

  test("does not show a number that is followed by something else", () => {
    const json = feed(["[1,12x"]);
    expect(json.value).toEqual([1]);
    expect(json.error?.kind).toBe("syntax");
  });

  test("shows a bare number at the end", () => {
    expect(statesOf(["4", "2"])).toEqual([42]);
  });

  test("does not show a number that the end cut inside of a container", () => {
    const json = feed(["[7,12"]);
    json.end();
    expect(json.value).toEqual([7]);
    expect(json.error?.kind).toBe("end");
  });

  test("never shows half a character", () => {
    expect(statesOf(['"', "a", "\ud83d", "\ude00", "b", '"'])).toEqual(["", "a", "a😀", "a😀b"]);
    expect(statesOf(['"', "\\ud8", "3d", "\\", "ude", "00", '"'])).toEqual(["", "😀"]);
    expect(statesOf(['"', "\ud83d", "\\ude00", '"'])).toEqual(["", "😀"]);
  });

  test("shows a lone half once it is known to be lone", () => {
    expect(statesOf(['"', "\\ud83d", "x", '"'])).toEqual(["", "\ud83dx"]);
    expect(statesOf(['"', "\\ud83d", '"'])).toEqual(["", "\ud83d"]);
  });

  test("keeps the first of two members with one key until the second is whole", () => {
    expect(statesOf(['{"a":"one"', ',"a":', '"t', 'wo"', "}"])).toEqual([{ a: "one" }, { a: "two" }]);
    expect(statesOf(['{"a":{"x":1}', ',"a":{', '"y":2,', '"z":"3"', "}", "}"])).toEqual([
      { a: { x: 1 } },
      { a: { y: 2, z: "3" } },
    ]);
  });

  test("keeps the first of two members with one key when the second is cut", () => {
    const json = feed(['{"a":{"x":1},"a":{"y":[2,']);
    json.end();
    expect(json.value).toEqual({ a: { x: 1 } });
  });

  test("has __proto__ as a member of its own", () => {
    const { value } = feed(['{"__proto__":{"isAdmin":true}}']);
    expect(Object.keys(Object(value))).toEqual(["__proto__"]);
    expect(Reflect.get(Object(value), "isAdmin")).toBeUndefined();
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  test("is undefined before it begins", () => {
    const json = feed([" ", "\n"]);
    expect(json.value).toBeUndefined();
    expect(json.snapshot()).toBeUndefined();
    expect(json.changed).toBe(false);
    expect(json.isDone("")).toBe(false);
  });
});

describe("a snapshot", () => {
  test("does not grow", () => {
    const json = feed(['{"a":[1,{"b":"x']);
    const snapshot = json.snapshot();
    json.feed('y"}],"c":2}');
    expect(snapshot).toEqual({ a: [1, { b: "x" }] });
  });

  test("of 100,000 levels does not overflow the stack", () => {
    const json = feed(["[".repeat(100_000)], { maxDepth: 100_000 });
    let depth = 0;
    for (let at = json.snapshot(); Array.isArray(at); at = at[0]) depth++;
    expect(depth).toBe(100_000);
  });
});

describe("isDone", () => {
  test("tells whether a part is closed", () => {
    const json = feed(['{"a":{"b":[1,"x"],"c":"y']);
    expect(["a.b", "a.b.0", "a.b.1"].map((path) => json.isDone(path))).toEqual([true, true, true]);
    expect(["", "a", "a.c"].map((path) => json.isDone(path))).toEqual([false, false, false]);
    json.feed('"');
    expect(json.isDone("a.c")).toBe(true);
    expect(json.isDone("a")).toBe(false);
    json.feed("}");
    expect(json.isDone(["a"])).toBe(true);
    json.feed("}");
    expect(json.isDone("")).toBe(true);
  });

  test("is false for what is not there", () => {
    const json = feed(['{"a":[1],"s":"text"}']);
    expect(
      ["b", "a.1", "a.length", "a.0.x", "s.0", "s.length", "toString", "__proto__"].filter((path) => json.isDone(path)),
    ).toEqual([]);
  });

  test("finds a key with a dot in a list", () => {
    const json = feed(['{"a.b":1}']);
    expect(json.isDone(["a.b"])).toBe(true);
    expect(json.isDone("a.b")).toBe(false);
  });

  test("is false while a key's second value is read", () => {
    const json = feed(['{"a":1,"a":']);
    expect(json.isDone("a")).toBe(false);
    json.feed("2}");
    expect(json.isDone("a")).toBe(true);
  });

  test("is false for what was open at a fault", () => {
    const json = feed(['{"a":{"b":1,!}}']);
    expect(json.isDone("a.b")).toBe(true);
    expect(json.isDone("a")).toBe(false);
  });
});

describe("onClosed", () => {
  test("reports parts before the whole, with the path to each", () => {
    const closed: [JsonPath, string][] = [];
    feed(['{"a":[{"b":"x"},2', '],"c":{}', "}"], {
      onClosed: (path, value) => closed.push([[...path], JSON.stringify(value)]),
    });
    expect(closed).toEqual([
      [["a", 0, "b"], '"x"'],
      [["a", 0], '{"b":"x"}'],
      [["a", 1], "2"],
      [["a"], '[{"b":"x"},2]'],
      [["c"], "{}"],
      [[], '{"a":[{"b":"x"},2],"c":{}}'],
    ]);
  });

  test("passes on what it throws", () => {
    const stop = new Error("enough");
    const json = new IncrementalJson({
      onClosed: () => {
        throw stop;
      },
    });
    expect(() => json.feed("[1,2]")).toThrow(stop);
  });
});

describe("a fault", () => {
  test("is told with its place, and leaves the value readable", () => {
    const json = feed(['{"items":[{"name":"A', 'da"},{"name":', "Bob}]}", "more"]);
    expect(json.error).toEqual({
      kind: "syntax",
      message: 'Expected a value, but found "B" at items.1.name, offset 33.',
      offset: 33,
      path: ["items", 1, "name"],
    });
    expect(json.value).toEqual({ items: [{ name: "Ada" }, {}] });
    json.end();
    expect(json.error?.offset).toBe(33);
  });

  test.each([
    ["{", '{"a":{ x', ["a"]],
    ["a key", '{"a":{"b\n', ["a"]],
    ["a comma between members", '{"a":{"b":1 "', ["a"]],
    ["a comma between elements", '{"a":[1 2', ["a"]],
    ["an element", '{"a":[1, x', ["a", 1]],
    ["a first element", '{"a":[x', ["a", 0]],
    ["a colon", '{"a":{"b"!', ["a", "b"]],
    ["a string", '["a\n', [0]],
    ["the end", "[] x", []],
  ])("at %s has the path of what was being read", (_, text, path) => {
    expect(feed([text]).error?.path).toEqual(path);
  });

  test("shows what was read before it of an open string", () => {
    expect(feed(['["abc\\q"]']).value).toEqual(["abc"]);
  });

  test("quotes a path of any length in a short message", () => {
    const json = feed([`${'{"key":'.repeat(500)}!`]);
    expect(json.error?.path).toHaveLength(500);
    expect(json.error?.message.length).toBeLessThan(200);
  });
});

describe("depth", () => {
  test("of 512 is allowed, and not more", () => {
    expect(feed(["[".repeat(512)]).error).toBeNull();
    expect(feed(["[".repeat(513)]).error).toMatchObject({ kind: "depth", offset: 512 });
  });

  test("of 10,000 is a fault, with the limit in its message", () => {
    expect(feed(['{"a":'.repeat(10_000)], { maxDepth: 1000 }).error?.message).toContain(
      "nested deeper than 1000 levels, the limit set by maxDepth",
    );
  });

  test("counts open containers only", () => {
    expect(feed([`[${"[[]],".repeat(1000)}[]]`], { maxDepth: 3 }).error).toBeNull();
  });
});

describe("text behind the value", () => {
  test("is a fault unless it is white space", () => {
    const json = feed(["{}", " \n"]);
    expect(json.error).toBeNull();
    json.feed("{");
    expect(json.error).toMatchObject({ kind: "syntax", offset: 4 });
  });

  test("is not read when it is to be ignored", () => {
    const json = feed(['{"a":1} and', ' {"a":2}'], { trailing: "ignore" });
    json.end();
    expect(json.error).toBeNull();
    expect(json.value).toEqual({ a: 1 });
  });
});

test("what is expected is told where numbers and keys go wrong", () => {
  const faultOf = (text: string) => {
    const json = new IncrementalJson();
    json.feed(text);
    return json.error;
  };
  expect(faultOf("[1.x]")?.message).toMatch(/^Expected a digit, but found "x"/);
  expect(faultOf("+1")?.message).toMatch(/^Expected a value, but found "\+"/);
  expect(faultOf('{"a":1,x')?.path).toEqual([]);
});

test("nothing has changed before the first piece, and nothing that is out of sight counts as a change", () => {
  const json = new IncrementalJson();
  expect([json.changed, json.hasContent]).toEqual([false, false]);
  json.feed('{"a":{');
  expect([json.changed, json.hasContent]).toEqual([true, true]);
  json.feed('"x":1},"a":{"b":{}');
  json.feed(',"d":1,');
  expect([json.changed, json.value]).toEqual([false, { a: { x: 1 } }]);
});
