import { describe, expect, it } from "vitest";
import { parseTemplate } from "./parse-template.js";
import { placeholdersOf } from "./parsed-template.js";
import { renderTemplate } from "./render-template.js";

const render = (text: string, fields: object): unknown => renderTemplate(parseTemplate(text), fields)[0]?.content;

describe("format specs", () => {
  it.each<[string, unknown, unknown]>([
    ["{a:list}", ["x", null, "y", undefined, ""], "x\ny\n"],
    ["{a:lists}", [["x", null], [], ["y"]], "x\n\n\n\ny"],
    [
      "{a:texts}!",
      ["x", undefined, "y"],
      [
        { type: "text", text: "x" },
        { type: "text", text: "y" },
        { type: "text", text: "!" },
      ],
    ],
    ["{a:parts}!", [null, { type: "of a provider" }], [{ type: "of a provider" }, { type: "text", text: "!" }]],
    ["{a:part}", { type: "note", text: "" }, [{ type: "note", text: "" }]],
    ["{a:json}", { b: [1] }, '{\n  "b": [\n    1\n  ]\n}'],
  ])("%s of %j", (text, a, expected) => {
    expect(render(`x ${text}`, { a })).toEqual(
      typeof expected === "string" ? `x ${expected}` : [{ type: "text", text: "x " }, ...(expected as unknown[])],
    );
  });

  it.each<[string, unknown, string]>([
    ["{a:list}", "x", "needs a list and got a string"],
    ["{a:list}", { length: 1 }, "needs a list and got an object"],
    ["{a:part}", "x", "needs a part, an object with a type, and got a string"],
    ["{a:part}", ["x"], "needs a part, an object with a type, and got a list"],
    ["{a:part}", {}, "needs a part, an object with a type, and got an object"],
    ["{a:part}", { type: 7 }, "needs a part, an object with a type, and got an object"],
    ["{a:parts}", [7], "needs a part, an object with a type, and got a number"],
    ["{a:json}", () => 1, "it holds a function"],
    ["{a:json}", 1n, "cannot be written as JSON"],
  ])("%s refuses %s", (text, a, words) => {
    expect(() => render(text, { a })).toThrow(words);
  });

  it.each([
    ["{a:image(detail=ever)}", "detail=ever in {a:image(detail=ever)}: it may be "],
    ["{a:image(size=1)}", ":image has no option size in {a:image(size=1)}: it takes detail."],
    ["{a:list(size=1)}", ":list has no option size in {a:list(size=1)}: it takes none."],
    ["{a:image(detail=low, detail=low)}", "gives detail twice"],
    ["{:cache_control(x=1)}", ":cache_control has no option x in {:cache_control(x=1)}: it takes type, ttl."],
    ["{a:image(!detail=low)}", "cannot be read: write :image(option=value, option=value)"],
    ["{a:image(detail=low;)}", "cannot be read: write :image(option=value, option=value)"],
    ["{a:image(, detail=low)}", "cannot be read: write :image(option=value, option=value)"],
    ["{a:image(=low)}", "cannot be read"],
    ["{:cache_control(ttl=2h)}", "ttl=2h in {:cache_control(ttl=2h)}: it may be 5m, 1h."],
    ["{:cache_control(type=x)}", "it may be ephemeral."],
    ["{a:lsit}", "unknown format spec :lsit in {a:lsit}: did you mean :list?"],
    ["{a:zzzzzz}", "unknown format spec :zzzzzz in {a:zzzzzz}: use one of list, lists, json, "],
  ])("options: %s is refused in words", (text, words) => {
    expect(() => parseTemplate(text)).toThrow(words);
  });

  it.each([
    ["{a:image(detail=high)}", { detail: "high" }],
    ["{a:image( detail = high )}", { detail: "high" }],
    ["x{:cache_control(type=ephemeral, ttl=1h)}", { type: "ephemeral", ttl: "1h" }],
  ])("options: %s", (text, options) => {
    expect(placeholdersOf(parseTemplate(text)).map((placeholder) => placeholder.options)).toEqual([options]);
  });
});
