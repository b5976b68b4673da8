import { describe, expect, it } from "vitest";
import { parseTemplate } from "./parse-template.js";
import { renderTemplate } from "./render-template.js";

const render = (text: string, fields: object): unknown => renderTemplate(parseTemplate(text), fields)[0]?.content;

describe("fields", () => {
  it.each<[string, object, string]>([
    ["x{author.name}", { author: null }, "x"],
    ["x{author.name.first}", { author: undefined }, "x"],
    ["{name.length}", { name: "four" }, "4"],
    ["{self}", { self: "me" }, "me"],
    ["{self.name}", { name: "Ann" }, "Ann"],
    ["{self.name}", { self: { name: "Bob" }, name: "Ann" }, "Bob"],
    ["{book.self.title}", { book: { self: { title: "Dune" } } }, "Dune"],
  ])("%s of %j", (text, fields, expected) => {
    expect(render(text, fields)).toBe(expected);
  });

  it.each<[string, object, string]>([
    ["{a}", {}, "The fields are: none."],
    ["{a.b}", { a: {} }, "'a' has no field 'b'. The fields are: none."],
    ["{call.name}", { call: function named() {} }, "'call' has no field 'name'"],
    ["{self}", { name: "Ann" }, "there is no field 'self'"],
    ["{b}", Object.assign(Object.create(null), { a: 1 }), "there is no field 'b'. The fields are: a."],
    ["{nobody.name}", { name: "Ann" }, "there is no field 'nobody'"],
    ["{list.zz}", { list: ["x", "y"] }, "'list' has no field 'zz'. The fields are: length."],
    ["{a.x1}", { a: { zebra1: 1 } }, "The fields are: zebra1."],
    ["{a.titel}", { a: { title: "x" }, titul: 1 }, "Did you mean {a.title}?"],
  ])("%s of %j is told in words", (text, fields, words) => {
    expect(() => render(text, fields)).toThrow(words);
  });

  it("names twelve fields at the most", () => {
    const named = (count: number): object => Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${i}`, i]));
    expect(() => render("{zzzzzz}", named(12))).toThrow("f10, f11. For literal");
    expect(() => render("{zzzzzz}", named(13))).toThrow("f10, f11, …. For literal");
  });
});
