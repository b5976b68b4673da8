import { describe, expect, test } from "vitest";
import type { Message } from "../messages/message.js";
import { keepOrigins, messageOrigin } from "./message-origin.js";
import { parseTaggedTemplate, parseTemplate } from "./parse-template.js";
import { renderTemplate } from "./render-template.js";

const png = new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10]);

function origins(messages: readonly Message[]) {
  return messages.map((_, at) => messageOrigin(messages, at));
}

function render(text: string, fields: object, label?: string): readonly Message[] {
  return renderTemplate(parseTemplate(text), fields, label === undefined ? {} : { label });
}

describe("a message of a template", () => {
  test("names the lines that it was written on, from 1, and the placeholders that were filled in", () => {
    const messages = render(
      `
        SYSTEM: You are a {kind} chef.

        USER:
        Cook with {ingredient}
        for {guests:list}, {ingredient}
      `,
      { kind: "French", ingredient: "apples", guests: ["Ada"] },
      "Recipe",
    );
    expect(origins(messages).map((origin) => origin?.message)).toEqual([
      "template of Recipe, line 2: {kind}",
      "template of Recipe, lines 4–6: {ingredient}, {guests:list}",
    ]);
  });

  test("takes a name that is a noun into the sentence", () => {
    expect(render("USER: a", {}, "The prompt")[0]).toBeDefined();
    const named = (label: string) => origins(render("USER: a", {}, label))[0]?.message;
    expect([named("The prompt"), named("All The Recipes")]).toEqual([
      "template of the prompt, line 1",
      "template of All The Recipes, line 1",
    ]);
  });

  test("without a role or a name", () => {
    expect(origins(render("\n  Hello\n  there\n", {}))).toEqual([
      { message: "template, lines 2–3", parts: ["lines 2–3"] },
    ]);
  });

  test("names for each part its own lines and placeholders, and none for what came out blank", () => {
    const messages = render(
      "USER:\n{intro}\nLook at {what}:\n\n{cover:image}\n{more:images}\n{none}\nWell?\n{close:text}",
      { intro: "", what: "this", cover: png, more: [png, png], none: null, close: "Bye" },
    );
    expect(messages[0]?.content).toHaveLength(6);
    expect(messageOrigin(messages, 0)?.parts).toEqual([
      "lines 2–3: {intro}, {what}",
      "line 5: {cover:image}",
      "line 6: {more:images}",
      "line 6: {more:images}",
      "lines 7–8: {none}",
      "line 9: {close:text}",
    ]);
  });

  test("keeps the part's place when it is marked to be cached", () => {
    const messages = render("USER: {a}\n{:cache_control}\nb", { a: "A" });
    expect(messageOrigin(messages, 0)?.parts).toEqual(["lines 1–2: {a}, {:cache_control}", "line 3"]);
  });

  test("of a tagged template names the lines of that", () => {
    const messages = renderTemplate(parseTaggedTemplate(["SYSTEM: ", "\nUSER: b"]), ["a"], { label: "prompt`…`" });
    expect(origins(messages).map((origin) => origin?.message)).toEqual([
      "template of prompt`…`, line 1: ${…}",
      "template of prompt`…`, line 2",
    ]);
  });
});

describe("a message of a history", () => {
  const history: readonly Message[] = [
    { role: "user", content: "1" },
    { role: "assistant", content: "2" },
  ];

  test("names its placeholder, its place in the list, and the template's line", () => {
    const messages = render("SYSTEM: {blank}\nMESSAGES: {past.chat}\nUSER: Well?", {
      blank: "",
      past: { chat: history },
    });
    expect(origins(messages)).toEqual([
      { message: "history: {past.chat}, item 0; template, line 2", parts: [] },
      { message: "history: {past.chat}, item 1; template, line 2", parts: [] },
      { message: "template, line 3", parts: ["line 3"] },
    ]);
  });

  test("is not marked itself: the caller may send it from elsewhere", () => {
    render("MESSAGES: {history}", { history });
    expect(origins(history)).toEqual([undefined, undefined]);
    expect(origins([...history])).toEqual([undefined, undefined]);
  });
});

describe("nothing is said", () => {
  test("about a list that no template made", () => {
    const messages = render("SYSTEM: a\nUSER: b", {});
    expect(origins([...messages])).toEqual([undefined, undefined]);
  });

  test("about a message that was put into the list later", () => {
    const messages = render("SYSTEM: a\nUSER: b", {});
    const mutable: unknown = messages;
    if (!Array.isArray(mutable)) throw new Error("a rendering gives a list");
    mutable.unshift({ role: "user", content: "first" });
    expect(origins(messages)).toEqual([undefined, undefined, undefined]);
  });
});

test("what is made of the messages one by one keeps their origins", () => {
  const messages = render("SYSTEM: a\nUSER: {b}", { b: 1 });
  const made = keepOrigins(
    messages,
    messages.map((message) => ({ ...message })),
  );
  expect(origins(made)).toEqual(origins(messages));
  expect(origins(made)[1]?.message).toBe("template, line 2: {b}");
  expect(origins(keepOrigins([], [{ role: "user", content: "" }]))).toEqual([undefined]);
});
