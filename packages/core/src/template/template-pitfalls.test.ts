import { afterEach, expect, it, vi } from "vitest";
import { parseTemplate } from "./parse-template.js";
import { renderTemplate } from "./render-template.js";

const render = (text: string, fields: object = {}) => renderTemplate(parseTemplate(text), fields);

afterEach(() => vi.unstubAllGlobals());

it("P1: a role opens a message only as a whole word at the start of a line, and no text vanishes", () => {
  expect(render("USER: a\nSUPERUSER: b\nan USER: c")).toEqual([
    { role: "user", content: "a\nSUPERUSER: b\nan USER: c" },
  ]);
  expect(() => render("before\nUSER: a")).toThrow("before the first role");
  expect(() => render("SYSTEM: a\nUSRE: b")).toThrow("did you mean USER:?");
});

it("P2: a prompt whose messages are all empty is refused, not sent as its template", () => {
  expect(() => render("SYSTEM: {a}\nUSER: {b}", { a: "", b: undefined })).toThrow("no message to send");
});

it("P3: names and specs count only inside placeholders", () => {
  expect(render("todo:list, genre, {genre}", { genre: "genre:list" })).toEqual([
    { role: "user", content: "todo:list, genre, genre:list" },
  ]);
});

it("P4: the common indentation goes, and all other indentation, tabs and full-width spaces stay", () => {
  expect(render("\n\tdef f():\n\t\treturn\t1\n\t　全角　\n")).toEqual([
    { role: "user", content: "def f():\n\treturn\t1\n　全角　" },
  ]);
});

it("P9: a value that is a path is refused and one that is a URL is passed on; nothing is opened or fetched", () => {
  const fetched = vi.fn<typeof fetch>();
  vi.stubGlobal("fetch", fetched);
  expect(() => render("{x:image}", { x: "/etc/hostname" })).toThrow("never opened");
  expect(() => render("{x:document}", { x: "file:///etc/hostname" })).toThrow("{x:document} is no document");
  expect(render("{x:image}", { x: "https://example.com/a.png" })).toEqual([
    { role: "user", content: [{ type: "image", source: { type: "url", url: "https://example.com/a.png" } }] },
  ]);
  expect(fetched).not.toHaveBeenCalled();
});
