import { expect, it } from "vitest";
import { parseTemplate } from "./parse-template.js";
import { renderTemplateText } from "./render-text.js";

const textOf = (template: string, fields: object) => renderTemplateText(parseTemplate(template), fields);

it("is the template with its values in place, roles and blank lines as written", () => {
  const template = "\n  SYSTEM: Be {tone}.\n\n  USER:\n  Recommend {x}\n    and {{y}}\n";
  expect(textOf(template, { tone: "kind", x: "apples" })).toBe(
    "SYSTEM: Be kind.\n\nUSER:\nRecommend apples\n  and {y}",
  );
});

it("has nothing between a role and a value that follows it at once", () => {
  expect(textOf("USER:{a}\nASSISTANT: {a}", { a: "x" })).toBe("USER:x\nASSISTANT: x");
});

it("has no role where the template has none", () => {
  expect(textOf("\n  Hello {name}\n", { name: "Ann\n" })).toBe("Hello Ann\n");
});

it("leaves out the messages that are not sent", () => {
  expect(textOf("SYSTEM: {a}\nUSER: b\nASSISTANT: {a}", { a: null })).toBe("USER: b");
});

it("shows a history by its roles, and parts that are no text by their type", () => {
  const history = [
    { role: "user", content: "a" },
    { role: "assistant", content: null, tool_calls: [] },
    { role: "user", content: [{ type: "text", text: "b " }, { type: "image_url" }] },
  ];
  expect(textOf("MESSAGES: {history}\nUSER: See {cover:image}!", { history, cover: "https://example.com/a.png" })).toBe(
    "USER: a\nASSISTANT: \nUSER: b [image_url]\nUSER: See [image]!",
  );
});

it("is the same text that the messages hold: a computed field works in both", () => {
  class Prompt {
    ingredient = "apples";
    get upper() {
      return this.ingredient.toUpperCase();
    }
  }
  expect(textOf("{upper}", new Prompt())).toBe("APPLES");
});

it("shows content that is no text of the library's own as what it says of itself, and nothing for what says nothing", () => {
  const parts = [
    null,
    "loose",
    {},
    { text: "no type" },
    { type: "text" },
    { type: "audio", text: "x" },
    { type: "text", text: "!" },
  ];
  const history = [
    { role: "user", content: parts },
    { role: "user", content: 7 },
  ];
  expect(textOf("MESSAGES: {history}", { history })).toBe("USER: [text][audio]!\nUSER: ");
});

it.each<[string, string]>([
  ["USER:\n\n \t\n  text", "USER:\n\n \t\n  text"],
  ["USER: \t text \t\n \n", "USER: \t text"],
  ["USER:\n \n SYSTEM text", "USER:\n \n SYSTEM text"],
  ["\n \n\n  a\n    b\n\n", "a\n  b"],
])("keeps the layout of %j between a role and its text", (template, text) => {
  expect(textOf(template, {})).toBe(text);
});
