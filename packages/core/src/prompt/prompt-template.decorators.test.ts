import { describe, expect, expectTypeOf, test } from "vitest";
import { z } from "zod";
import { prompt } from "../call/prompt.js";
import type { PromptSource } from "../call/prompt-source.js";
import {
  CallOptionsError,
  MissingFieldError,
  PromptClassError,
  PromptFieldError,
  TemplateSyntaxError,
} from "../errors.js";
import { Messages } from "../messages/messages.js";
import type { Message } from "../messages/message.js";
import { templateMetadata } from "../template/template-metadata.js";
import { rendering, type Received } from "./__fixtures__/rendering.js";
import { BasePrompt } from "./base-prompt.js";
import { createCallParams } from "./call-params.js";
import { metadata } from "./metadata.js";
import { promptTemplate } from "./prompt-template.js";

const user = (content: string): readonly Message[] => [{ role: "user", content }];

test("a template that cannot be read fails at decoration, with line and column", () => {
  expect(() => promptTemplate("")).toThrow(TemplateSyntaxError);
  expect(() => promptTemplate("USER: a\nUSR: b")).toThrow("(line 2, column 1)");
  expect(() => promptTemplate("{a:lst}")).toThrow(TemplateSyntaxError);
});

test("its text can be read on all that it made", () => {
  const template = promptTemplate("Recommend a {genre} book");
  expect(template.template).toBe("Recommend a {genre} book");
  class Book extends BasePrompt.with({ genre: z.string() }) {}
  template(Book);
  for (const target of [template, Book, template((_: { genre: string }) => undefined)]) {
    expect(templateMetadata.get(target)?.source).toBe("Recommend a {genre} book");
  }
});

describe("called with its fields", () => {
  test("gives the rendered messages", () => {
    expect(promptTemplate("Recommend a {genre} book")({ genre: "fantasy" })).toEqual(user("Recommend a fantasy book"));
    expect(promptTemplate("no fields")()).toEqual(user("no fields"));
  });

  test("in a call decorator needs the same argument", async () => {
    const recommend = rendering(promptTemplate("Recommend a {genre} book"));
    expect((await recommend({ genre: "fantasy" })).prompt.messages).toEqual(user("Recommend a fantasy book"));
    // @ts-expect-error there is no gnre
    expect(() => recommend({ gnre: "fantasy" })).toThrow(MissingFieldError);
    const plain = rendering(promptTemplate("no fields"));
    expect((await plain()).prompt.messages).toEqual(user("no fields"));
  });

  test.each([["fantasy"], [null], [7]])("with %j is told what it takes", (argument) => {
    expect(() => promptTemplate("{a}")(argument as never)).toThrow(PromptFieldError);
    expect(() => promptTemplate("{a}")(argument as never)).toThrow("It takes an object of fields");
  });
});

describe("around a function", () => {
  test("is filled from its argument and from what it computes", async () => {
    const recommend = rendering(
      promptTemplate("Recommend a {genre} book for {reader}")(({ age }: { genre: string; age: number }) => ({
        computedFields: { reader: age < 12 ? "children" : "adults" },
        callParams: { temperature: 0 },
      })),
    );
    const { prompt } = await recommend({ genre: "fantasy", age: 9 });
    expect(prompt).toEqual({
      messages: user("Recommend a fantasy book for children"),
      template: "Recommend a {genre} book for {reader}",
      classParams: [],
      metadata: {},
      config: { callParams: { temperature: 0 } },
    });
  });

  test("may return nothing, now or later, or a promise of a config", async () => {
    const template = promptTemplate("a {genre}");
    const nothing = rendering(template((_: { genre: string }) => {}));
    const later = rendering(template(async (_: { genre: string }) => {}));
    const config = rendering(promptTemplate("a {kind}")(async () => ({ computedFields: { kind: "b" } })));
    expect((await nothing({ genre: "b" })).prompt.messages).toEqual(user("a b"));
    expect((await later({ genre: "b" })).prompt.messages).toEqual(user("a b"));
    expect((await config()).prompt.messages).toEqual(user("a b"));
  });

  test("messages that it returns replace the template's", async () => {
    const ask = rendering(promptTemplate("{a}")((_: { a: string }) => ({ messages: [Messages.user("b")] })));
    expect((await ask({ a: "x" })).prompt).toMatchObject({ messages: user("b"), template: null });
  });

  test("runs it at the call, once, and throws what it throws", () => {
    let runs = 0;
    const boom = new Error("boom");
    const failing = promptTemplate("a")(() => {
      runs++;
      throw boom;
    });
    expect(() => failing()).toThrow(boom);
    expect(runs).toBe(1);
  });

  test("passes `this`, the arguments and the name on", async () => {
    const fn = promptTemplate("{a}")(function named(this: { b: string }, fields: { a: string }, more: number) {
      return { computedFields: { a: fields.a + this.b + more } };
    });
    expect(fn.name).toBe("named");
    expect((await rendering(fn).call({ b: "y" }, { a: "x" }, 1)).prompt.messages).toEqual(user("xy1"));
  });

  test("a promise that nobody reads is no unhandled rejection", async () => {
    const failing = promptTemplate("a")(async () => {
      throw new Error("unread");
    });
    expect(failing()).toBeTypeOf("object");
    await new Promise((resolve) => setImmediate(resolve));
  });

  test.each([
    ["text", "wrong computed a string beside its template"],
    [["a"], "wrong computed a list beside its template"],
    [new (class extends BasePrompt {})(), "wrong returned a prompt object beside its template"],
    [{ computedField: {} }, '"computedField"'],
  ])("says what it may return when it returns %o", async (returned, message) => {
    const wrong = (): object => returned as object;
    const ask = rendering(promptTemplate("a")(wrong));
    await expect(ask()).rejects.toThrow(CallOptionsError);
    await expect(ask()).rejects.toThrow(message);
  });
});

describe("on a method, below a call decorator", () => {
  class Librarian {
    constructor(readonly shelf: string) {}

    @rendering
    @promptTemplate("Recommend a {genre} book from the {self.shelf} shelf, {tone}")
    recommend(_: { genre: string }): Promise<Received> {
      return prompt({ computedFields: { tone: `says ${this.shelf}` } });
    }

    @rendering
    @promptTemplate("A {genre} book")
    static any(_: { genre: string }): Promise<Received> {
      return prompt({});
    }
  }

  test("is filled from its argument, its object and what it computes", async () => {
    const { prompt } = await new Librarian("top").recommend({ genre: "fantasy" });
    expect(prompt.messages).toEqual(user("Recommend a fantasy book from the top shelf, says top"));
    expect(prompt.template).toBe("Recommend a {genre} book from the {self.shelf} shelf, {tone}");
  });

  test("static, too", async () => {
    expect((await Librarian.any({ genre: "history" })).prompt.messages).toEqual(user("A history book"));
  });
});

describe("in the wrong place", () => {
  const callParams = createCallParams<object>("acme");
  const decorators: readonly [string, (...args: never[]) => unknown][] = [
    ["promptTemplate", promptTemplate("a") as never],
    ["callParams", callParams({}) as never],
    ["metadata", metadata({}) as never],
  ];
  const apply = (decorate: (...args: never[]) => unknown, ...args: unknown[]): unknown =>
    Reflect.apply(decorate, undefined, args);

  test.each(decorators)("%s is named, and the place", (name, decorate) => {
    class Other {
      topic = "art";
    }
    const places: readonly [unknown[], string][] = [
      [[Other], "the class Other, which extends no prompt"],
      [[Other, { kind: "class", name: "Other" }], "the class Other, which extends no prompt"],
      [[undefined, { kind: "field", name: "topic" }], 'the field "topic"'],
      [[() => 1, { kind: "getter", name: "topic" }], 'the getter "topic"'],
      [[Other.prototype, "topic"], 'the field "topic"'],
      [[Other.prototype, "topic", { get: () => 1, configurable: true }], 'the accessor "topic"'],
    ];
    for (const [args, place] of places) {
      expect(() => apply(decorate, ...args)).toThrow(PromptClassError);
      expect(() => apply(decorate, ...args)).toThrow(`${name} was put on ${place}`);
    }
  });

  test.each(decorators.slice(1))("%s on a function or a method", (name, decorate) => {
    const method = { value: () => 1, configurable: true };
    expect(() => apply(decorate, () => 1)).toThrow(`${name} was put on the function`);
    expect(() => apply(decorate, {}, "ask", method)).toThrow(`${name} was put on the method "ask"`);
  });

  test("callParams and metadata take an object", () => {
    expect(() => callParams(null as never)).toThrow(CallOptionsError);
    expect(() => metadata("tags" as never)).toThrow(CallOptionsError);
  });
});

describe("the two kinds of decorators in one chain", () => {
  // As compiled code calls them: legacy with the class alone, standard with a context.
  const legacy = (decorate: unknown, target: object): unknown => Reflect.apply(decorate as never, undefined, [target]);
  const standard = (decorate: unknown, target: { name: string }): unknown => {
    const context = { kind: "class", name: target.name, metadata: {}, addInitializer: () => undefined };
    return Reflect.apply(decorate as never, undefined, [target, context]);
  };
  const callParams = createCallParams<{ temperature?: number; seed?: number }>("acme");

  test.each([
    ["legacy", "standard", legacy, standard],
    ["standard", "legacy", standard, legacy],
  ])("%s above %s", (_above, _below, decorateAbove, decorateBelow) => {
    class Above extends BasePrompt.with({ a: z.string() }) {}
    class Below extends Above.with({ b: z.string() }) {}
    for (const decorate of [
      promptTemplate("{a}"),
      callParams({ temperature: 1, seed: 1 }),
      metadata({ team: "x", v: 1 }),
    ]) {
      expect(decorateAbove(decorate, Above)).toBeUndefined();
    }
    class Inheriting extends Above {}
    for (const decorate of [promptTemplate("{a} {b}"), callParams({ seed: 2 }), metadata({ v: 2 })]) {
      expect(decorateBelow(decorate, Below)).toBeUndefined();
    }
    expect(new Inheriting({ a: "x" }).dump()).toMatchObject({
      messages: user("x"),
      callParams: { temperature: 1, seed: 1 },
      metadata: { team: "x", v: 1 },
    });
    expect(new Below({ a: "x", b: "y" }).dump()).toMatchObject({
      messages: user("x y"),
      callParams: { temperature: 1, seed: 2 },
      metadata: { team: "x", v: 2 },
    });
  });
});

describe("types", () => {
  class Recipe extends BasePrompt.with({ genre: z.string(), guests: z.array(z.string()) }) {
    get loud() {
      return this.genre.toUpperCase();
    }
    tone(): string {
      return "kind";
    }
  }

  test("a template that fits its class compiles", () => {
    @promptTemplate("{genre} {loud} {guests:list} {self.genre} {genre.length}")
    class Fits extends Recipe {}
    @promptTemplate("no fields")
    class Empty extends BasePrompt {}
    @promptTemplate("{topic} {self.topic}")
    class Generic<T extends string> extends BasePrompt {
      constructor(readonly topic: T) {
        super();
      }
    }
    @promptTemplate("{note} {cover:image} {list:list} {author.name}")
    class Optional extends BasePrompt.with({
      note: z.string().optional(),
      cover: z.string().optional(),
      list: z.array(z.string()).optional(),
      author: z.object({ name: z.string() }).optional(),
    }) {}
    @promptTemplate("{genre} {season} {days:list}")
    class Computed extends Recipe {
      override async dynamicConfig() {
        return { computedFields: { season: "spring", days: [1, 2] } };
      }
    }
    expect([Fits, Computed, Empty, Generic, Optional].every((one) => templateMetadata.get(one))).toBe(true);
  });

  test("one that does not is refused: as a decorator, and called", () => {
    // @ts-expect-error the class has no field 'gnre', which the template names in {gnre}
    @promptTemplate("{gnre}")
    class Lacks extends Recipe {}
    // @ts-expect-error {messages} is a method of the prompt, not a field
    @promptTemplate("{messages}")
    class OfTheBase extends Recipe {}
    // @ts-expect-error {tone} is a method, not a field: write a getter
    @promptTemplate("{tone}")
    class Method extends Recipe {}
    // @ts-expect-error 'genre' does not fit {genre:list}, which takes a list
    @promptTemplate("{genre:list}")
    class NoList extends Recipe {}
    // @ts-expect-error a static name is no field
    @promptTemplate("{name}")
    class Static extends Recipe {}
    class Private extends BasePrompt {
      private key = "k";
      #hash = this.key;
      use() {
        return this.#hash;
      }
    }
    // @ts-expect-error the class has no field 'key', which the template names in {key}
    promptTemplate("{key}")(Private);
    // @ts-expect-error the class has no field 'hash', which the template names in {hash}
    promptTemplate("{hash}")(Private);
    // @ts-expect-error a static name is no field
    promptTemplate("{name}")(Recipe);
    expect([Lacks, OfTheBase, Method, NoList, Static]).toHaveLength(5);
  });

  test("a class that is no prompt is refused", () => {
    class Other {
      topic = "art";
    }
    // @ts-expect-error extends no prompt
    expect(() => promptTemplate("{topic}")(Other)).toThrow(PromptClassError);
    // @ts-expect-error extends no prompt
    expect(() => promptTemplate("a")(Other)).toThrow(PromptClassError);
  });

  test("a function must bring every field, by argument or computed", () => {
    const template = promptTemplate("{genre} for {reader:list}");
    const fits = template((_: { genre: string }) => ({ computedFields: { reader: ["x"] } }));
    expectTypeOf<Parameters<typeof fits>>().toEqualTypeOf<[_: { genre: string }]>();
    // @ts-expect-error neither the argument nor computedFields has a field 'reader'
    template((_: { genre: string }) => ({ computedFields: { redaer: ["x"] } }));
    // @ts-expect-error 'reader' does not fit {reader:list}, which takes a list
    template((_: { genre: string }) => ({ computedFields: { reader: "x" } }));
    expect(fits.name).toBe("");
  });

  test("messages of a provider's own kind are the call decorator's to accept", () => {
    const own = promptTemplate("a")(() => ({ messages: [{ role: "x" as const, own: 1 }] }));
    expectTypeOf(own).returns.toEqualTypeOf<PromptSource<{ role: "x"; own: number }>>();
    expect(own).toBeTypeOf("function");
  });

  test("templates past a thousand braces are left to the run time", () => {
    type Times10<T extends string> = `${T}${T}${T}${T}${T}${T}${T}${T}${T}${T}`;
    const text = "{a} ".repeat(2000) as Times10<Times10<Times10<"{a} {a} ">>>;
    class Big extends BasePrompt.with({ b: z.string() }) {}
    promptTemplate(text)(Big);
    expect(() => new Big({ b: "x" }).messages()).toThrow(MissingFieldError);
    expect(promptTemplate(text)({ a: "y" })[0]?.content).toHaveLength(3999);
  });
});
