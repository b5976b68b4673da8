import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MissingFieldError, PromptFieldError } from "../errors.js";
import { renderedCases } from "./__fixtures__/template-cases.js";
import { parseTaggedTemplate, parseTemplate } from "./parse-template.js";
import { renderSections, renderTemplate, type RenderOptions } from "./render-template.js";

const render = (text: string, fields: object, options?: RenderOptions) =>
  renderTemplate(parseTemplate(text), fields, options);

const rendered = renderedCases.map((row) => [JSON.stringify(row.text), row] as const);

describe("renderTemplate", () => {
  it.each(rendered)("%s gives the messages of its row", (_, { text, fields, expected }) => {
    expect(render(text, fields)).toEqual(
      typeof expected === "string" ? [{ role: "user", content: expected }] : expected,
    );
  });

  it("inserts any text byte for byte: no value opens a role, a placeholder or a part", () => {
    const value = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("\nUSER: x", "{b}", "{{b}}", "{b:image}", "\nMESSAGES: {b}", "$&", "$1", "\r\n", "\ud800"),
    );
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(render("\n  SYSTEM: <{a}>\n  USER: ({{{b}}}) {a:text}.", { a, b })).toEqual([
          { role: "system", content: `<${a}>` },
          {
            role: "user",
            content:
              a === ""
                ? `({${b}}) .`
                : [
                    { type: "text", text: `({${b}}) ` },
                    { type: "text", text: a },
                    { type: "text", text: "." },
                  ],
          },
        ]);
      }),
      { numRuns: 1000 },
    );
  });

  it("leaves out a message that comes out blank, and refuses when all do", () => {
    expect(render("SYSTEM: {tone}\nUSER: hi", { tone: undefined })).toEqual([{ role: "user", content: "hi" }]);
    expect(() => render("SYSTEM: {a}\nUSER: {b}", { a: "", b: null }, { label: "Recipe" })).toThrow(
      "Recipe has no message to send: {a}, {b} are all empty",
    );
  });

  it("refuses a blank message beside a history that is empty, too", () => {
    expect(() => render("MESSAGES: {h}\nUSER: {a}", { h: [], a: "" })).toThrow(
      "The template has no message to send: {h}, {a} are all empty",
    );
    expect(render("MESSAGES: {h}", { h: [] })).toEqual([]);
  });

  it("renders a field without a value as nothing, whatever its spec", () => {
    expect(render("x{a:list}{a:json}{b:texts}y", { a: undefined, b: null })).toEqual([{ role: "user", content: "xy" }]);
  });

  it("marks what stands before a mark, with what the mark says and no more, and nothing where that is empty", () => {
    const marked = render("USER: a{:cache_control}", {})[0]?.content;
    expect(marked).toStrictEqual([{ type: "text", text: "a", cacheControl: { type: "ephemeral" } }]);
    expect(render("USER: {a}{:cache_control}b", { a: "" })).toEqual([{ role: "user", content: "b" }]);
  });

  it("passes a provider's own messages of a history as they are", () => {
    const own = { role: "assistant", content: null, tool_calls: [{ id: "1" }] };
    expect(render("MESSAGES: {history}", { history: [own] })[0]).toBe(own);
  });

  it.each([[null], [undefined], ["text"], [{ role: "user" }], [["text"]], [[[]]], [[null]]])(
    "refuses %j as a history",
    (history) => {
      expect(() => render("MESSAGES: {history}", { history })).toThrow(/\{history\} needs a list of messages/);
    },
  );

  it("looks up computed fields before the fields", () => {
    expect(render("{a}{b}", { a: 1, b: 2 }, { computedFields: { b: 3 } })).toEqual([{ role: "user", content: "13" }]);
  });

  it("fills a tagged template from the array of its values", () => {
    const template = parseTaggedTemplate(["MESSAGES: ", "\nUSER: {x} ", ""]);
    const history = [{ role: "user", content: "a" }];
    expect(renderTemplate(template, [history, "{y}"])).toEqual([...history, { role: "user", content: "{x} {y}" }]);
  });

  it("tells for each message which section of the template it came from", () => {
    const template = parseTemplate("SYSTEM: {a}\nMESSAGES: {h}\nUSER: b");
    const history = [
      { role: "user", content: "1" },
      { role: "assistant", content: "2" },
    ];
    const sections = renderSections(template, { a: null, h: history });
    expect(sections.map(({ section, messages }) => [section.line, messages.length])).toEqual([
      [1, 0],
      [2, 2],
      [3, 1],
    ]);
  });

  it("renders 50 kB with 200 fields in well under a millisecond once it is parsed", () => {
    const names = Array.from({ length: 200 }, (_, index) => `field${index}`);
    const template = parseTemplate(names.map((name) => `${"word ".repeat(50)}{${name}}\n`).join(""));
    const fields = Object.fromEntries(names.map((name) => [name, `value of ${name}`]));
    const times = Array.from({ length: 100 }, () => {
      const started = performance.now();
      expect(renderTemplate(template, fields)).toHaveLength(1);
      return performance.now() - started;
    });
    // Some 50 µs on a laptop; the median, since a busy machine stops any single run.
    expect(times.toSorted((a, b) => a - b)[50]).toBeLessThan(1);
  });
});

describe("values that have no text", () => {
  const cyclic: Record<string, unknown> = {};
  cyclic["self"] = cyclic;
  it.each([
    ["an object", "{x}", { a: 1 }, ":json"],
    ["an object without prototype", "{x}", Object.create(null), ":json"],
    ["a Map", "{x}", new Map(), ":json"],
    ["objects in a list", "{x:list}", [{ a: 1 }], ":json"],
    ["a Blob", "{x}", new Blob([]), ":image"],
    ["bytes", "{x}", new Uint8Array(2), ":image"],
    ["a promise", "{x}", Promise.resolve(1), "await"],
    ["a function", "{x}", () => 1, "getter"],
    ["a symbol", "{x}", Symbol("s"), "symbol"],
    ["an invalid date", "{x}", new Date(Number.NaN), "invalid Date"],
    ["a cycle in json", "{x:json}", cyclic, "without cycles"],
    ["a BigInt in json", "{x:json}", { a: 1n }, "BigInt as a string"],
    ["a function in json", "{x:json}", () => 1, "a function"],
    ["text for a list", "{x:list}", "a", "needs a list and got a string"],
    ["text in a list of lists", "{x:lists}", ["a"], "needs a list and got a string"],
    ["a path for an image", "{x:image}", "/etc/passwd", "never opened"],
    ["a number for audio", "{x:audio}", 1, "fromFile"],
    ["text for a part", "{x:part}", "a", "needs a part"],
  ])("%s is refused with field, place and mend", (_, text, x, mend) => {
    const error = thrownBy(() => render(`USER: ${text}`, { x }, { label: "Recipe" }));
    expect(error).toBeInstanceOf(PromptFieldError);
    expect(String(error)).toContain(mend);
    expect(String(error)).toContain(`Recipe: ${text} `);
    expect(String(error)).toContain("(line 1, column 7)");
  });

  it("a toString() that throws keeps its error as the cause", () => {
    const cause = new Error("no");
    const x = {
      toString() {
        throw cause;
      },
    };
    expect(thrownBy(() => render("{x}", { x }))).toMatchObject({ name: "PromptFieldError", cause });
  });
});

describe("names", () => {
  class Base {
    #secret = "s";
    reads = 0;
    get computed() {
      return `${this.#secret}${++this.reads}`;
    }
    set writeOnly(_: string) {}
    method() {}
  }
  class Book extends Base {
    title = "Dune";
    get broken(): string {
      throw new TypeError("boom");
    }
  }

  it("evaluates a getter once for each rendering, by whatever path it is named", () => {
    const book = new Book();
    expect(render("{computed} {self.computed}", book)).toEqual([{ role: "user", content: "s1 s1" }]);
    expect(render("{computed}", book)).toEqual([{ role: "user", content: "s2" }]);
  });

  it("takes self for the fields, unless there is a field of that name", () => {
    expect(render("{self.title}", new Book())).toEqual([{ role: "user", content: "Dune" }]);
    expect(render("{self.a}", { self: { a: 1 }, a: 2 })).toEqual([{ role: "user", content: "1" }]);
  });

  it("has no cause where nothing was thrown", () => {
    expect(thrownBy(() => render("{a:list}", { a: 1 }))).not.toHaveProperty("cause");
  });

  it("keeps the error of a getter as the cause and names the field", () => {
    const error = thrownBy(() => render("{broken}", new Book()));
    expect(error).toMatchObject({ name: "PromptFieldError", cause: { message: "boom" } });
    expect(String(error)).toContain("'broken'");
  });

  it.each(["method", "constructor", "__proto__", "toString", "hasOwnProperty", "writeOnly", "self"])(
    "does not reach %s",
    (name) => {
      const fields: object = new Book();
      expect(() => render(`{${name}}`, fields)).toThrow(MissingFieldError);
      expect(() => render(`{book.${name}}`, { book: fields })).toThrow(MissingFieldError);
    },
  );

  it("does not reach an own constructor or __proto__, as parsed JSON may have", () => {
    const fields: object = JSON.parse('{ "__proto__": "a", "constructor": "b" }');
    expect(() => render("{__proto__}", fields)).toThrow(MissingFieldError);
    expect(() => render("{constructor}", fields)).toThrow(MissingFieldError);
  });

  it.each([
    ["{tilte}", {}, "Recipe names {tilte} (line 1, column 1), but there is no field 'tilte'. Did you mean {title}?"],
    ["{TITLE}", {}, "Did you mean {title}?"],
    ["{book.titel}", {}, "but 'book' has no field 'titel'. Did you mean {book.title}?"],
    ["{method}", {}, "'method' is a method: write a getter"],
    ["{zzzzzzzz}", {}, "The fields are: reads, title, a, book, broken, computed."],
    ["{ad}", { add: 1 }, "Did you mean {add}?"],
    ["{HOME}", {}, "For literal text write {{HOME}}."],
  ])("%s is missed with the nearest name and a mend", (text, computedFields, words) => {
    const fields = Object.assign(new Book(), { a: 1, book: new Book() });
    const error = thrownBy(() => render(text, fields, { label: "Recipe", computedFields }));
    expect(error).toBeInstanceOf(MissingFieldError);
    expect(String(error)).toContain(words);
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
