import { describe, expect, expectTypeOf, it, test } from "vitest";
import { z } from "zod";
import { promptSource } from "../call/prompt-source.js";
import { CallOptionsError, MissingFieldError, PromptClassError, PromptFieldError } from "../errors.js";
import { Messages } from "../messages/messages.js";
import { messageOrigin } from "../template/message-origin.js";
import { rendering } from "./__fixtures__/rendering.js";
import { BasePrompt } from "./base-prompt.js";
import { createCallParams } from "./call-params.js";
import { metadata } from "./metadata.js";
import { promptTemplate } from "./prompt-template.js";

const callParams = createCallParams<{ model?: string; temperature?: number | undefined; stop?: string | null }>("acme");

@promptTemplate(`
  SYSTEM: You are a chef.
  USER: Recipes with {ingredient}, for {guests:list}
`)
@callParams({ model: "small", temperature: 0.7 })
@metadata({ tags: ["kitchen"], version: 1 })
class Recipe extends BasePrompt.with({
  ingredient: z.string().min(1),
  guests: z.array(z.string()).default([]),
}) {}

describe("a prompt class", () => {
  test("renders its template with its fields", () => {
    expect(new Recipe({ ingredient: "apples", guests: ["Ann", "Bo"] }).messages()).toEqual([
      { role: "system", content: "You are a chef." },
      { role: "user", content: "Recipes with apples, for Ann\nBo" },
    ]);
  });

  test("is its text as a string, roles included", () => {
    expect(String(new Recipe({ ingredient: "apples" }))).toBe(
      "SYSTEM: You are a chef.\nUSER: Recipes with apples, for ",
    );
  });

  test("renders anew each time it is asked", () => {
    @promptTemplate("{n}")
    class Counting extends BasePrompt {
      calls = 0;
      get n() {
        return ++this.calls;
      }
    }
    const prompt = new Counting();
    expect([prompt.messages(), prompt.messages()].map(([message]) => message?.content)).toEqual(["1", "2"]);
  });

  test("computes a getter once for each rendering, however often the template names it", () => {
    @promptTemplate("{draw} {self.draw} {draw}")
    class Draw extends BasePrompt {
      count = 0;
      get draw() {
        return ++this.count;
      }
    }
    expect(new Draw().messages()).toEqual([{ role: "user", content: "1 1 1" }]);
  });

  test("reads the public fields of a plain subclass, generic or not", () => {
    @promptTemplate("{topic} in {place}")
    class Plain<T extends string> extends BasePrompt {
      place = "Rome";
      constructor(readonly topic: T) {
        super();
      }
    }
    expect(new Plain("art").messages()).toEqual([{ role: "user", content: "art in Rome" }]);
  });

  test("sees the fields that a subclass sets after the base's constructor, since nothing is rendered there", () => {
    @promptTemplate("{ingredient} {tone}")
    class Late extends Recipe {
      tone = `very ${this.ingredient}`;
    }
    expect(new Late({ ingredient: "figs" }).messages()).toEqual([{ role: "user", content: "figs very figs" }]);
  });

  test("fills a concrete class under an abstract one", () => {
    abstract class Toned extends BasePrompt.with({ a: z.string() }) {
      abstract get tone(): string;
    }
    @promptTemplate("{a} {tone} {b}")
    class Kind extends Toned.with({ b: z.number() }) {
      get tone() {
        return "kind";
      }
    }
    expect(new Kind({ a: "x", b: 2 }).messages()).toEqual([{ role: "user", content: "x kind 2" }]);
  });

  test("without a template says where to put one", () => {
    class Bare extends BasePrompt {}
    expect(() => new Bare().messages()).toThrow(PromptClassError);
    expect(() => String(new Bare())).toThrow('Bare has no template. Put one on the class, @promptTemplate("…")');
  });

  test("does not show a private field to its template", () => {
    class Secret extends BasePrompt {
      #key = "s3cret";
      use() {
        return this.#key;
      }
    }
    promptTemplate("{key}" as string)(Secret);
    expect(() => new Secret().messages()).toThrow(MissingFieldError);
    expect(() => new Secret().messages()).toThrow("Secret names {key} (line 1, column 1), but there is no field 'key'");
  });
});

test("what is rendered keeps where it came from, for explain()", () => {
  const messages = new Recipe({ ingredient: "apples" }).messages();
  expect(messageOrigin(messages, 1)?.message).toBe("template of Recipe, line 3: {ingredient}, {guests:list}");
});

describe("inheritance", () => {
  @promptTemplate("Vegan recipes with {ingredient}")
  @callParams({ temperature: 0, stop: null })
  @metadata({ version: 2 })
  class Vegan extends Recipe {}

  test("a subclass overrides the template and merges params and metadata; the class above stays as it is", async () => {
    const vegan = (await new Vegan({ ingredient: "tofu" }).run(rendering)).prompt;
    expect(vegan).toMatchObject({
      messages: [{ role: "user", content: "Vegan recipes with tofu" }],
      template: "Vegan recipes with {ingredient}",
      classParams: [
        { provider: "acme", params: { model: "small", temperature: 0.7 } },
        { provider: "acme", params: { temperature: 0, stop: null } },
      ],
      metadata: { tags: ["kitchen"], version: 2 },
    });
    const recipe = (await new Recipe({ ingredient: "tofu" }).run(rendering)).prompt;
    expect(recipe.classParams).toEqual([{ provider: "acme", params: { model: "small", temperature: 0.7 } }]);
    expect(recipe.metadata).toEqual({ tags: ["kitchen"], version: 1 });
    expect(recipe.messages).toHaveLength(2);
  });

  test("a subclass without decorators has those of the class above", () => {
    class Same extends Vegan {}
    expect(new Same({ ingredient: "tofu" }).dump()).toMatchObject({
      name: "Same",
      template: "Vegan recipes with {ingredient}",
      callParams: { model: "small", temperature: 0, stop: null },
    });
  });

  test("undefined is dropped: it does not take back what the class above says", async () => {
    @callParams({ temperature: undefined })
    class Undecided extends Recipe {}
    const { classParams } = (await new Undecided({ ingredient: "a" }).run(rendering)).prompt;
    expect(Object.assign({}, ...classParams.map(({ params }) => params))).toEqual({ model: "small", temperature: 0.7 });
  });

  test("a change of the object that a decorator was given is not seen", () => {
    const params = { temperature: 1 };
    const Late = class Late extends Recipe {};
    callParams(params)(Late);
    params.temperature = 2;
    expect(new Late({ ingredient: "a" }).dump().callParams).toMatchObject({ temperature: 1 });
  });
});

describe("dynamicConfig", () => {
  @promptTemplate("{ingredient} in {season}")
  class Seasonal extends BasePrompt.with({ ingredient: z.string() }) {
    override dynamicConfig() {
      return { computedFields: { season: "spring" }, callParams: { temperature: 0 }, metadata: { run: 1 } };
    }
  }

  test("P5: a computed field is in messages(), in the text, in the dump and in what is sent", async () => {
    const prompt = new Seasonal({ ingredient: "peas" });
    const expected = [{ role: "user", content: "peas in spring" }];
    expect(prompt.messages()).toEqual(expected);
    expect(String(prompt)).toBe("peas in spring");
    expect(prompt.dump().messages).toEqual(expected);
    expect((await prompt.run(rendering)).prompt.messages).toEqual(expected);
  });

  test("P6: every key of it reaches the call, sync or async", async () => {
    const client = { chat: {} };
    const config = {
      messages: [Messages.user("Hello")],
      tools: ["a tool"],
      callParams: { temperature: 0 },
      metadata: { run: 1 },
      client,
    };
    class Computed extends BasePrompt {
      override dynamicConfig() {
        return config;
      }
    }
    class Later extends BasePrompt {
      override async dynamicConfig() {
        return config;
      }
    }
    const { messages, ...rest } = config;
    for (const prompt of [new Computed(), new Later()]) {
      const received = await prompt.run(rendering);
      expect(received.prompt).toEqual({ messages, template: null, classParams: [], metadata: {}, config: rest });
      expect(received.prompt.config.client).toBe(client);
    }
  });

  test("computed fields are looked up before the fields", () => {
    @promptTemplate("{ingredient}")
    class Over extends BasePrompt.with({ ingredient: z.string() }) {
      override dynamicConfig() {
        return { computedFields: { ingredient: `fresh ${this.ingredient}` } };
      }
    }
    expect(new Over({ ingredient: "peas" }).messages()).toEqual([{ role: "user", content: "fresh peas" }]);
  });

  test("messages replace the template's, in the text too", () => {
    @promptTemplate("unused")
    class Given extends BasePrompt {
      override dynamicConfig() {
        return { messages: [Messages.system("Be brief."), Messages.user("Hi")] };
      }
    }
    expect(new Given().messages()).toEqual([
      { role: "system", content: "Be brief." },
      { role: "user", content: "Hi" },
    ]);
    expect(String(new Given())).toBe("SYSTEM: Be brief.\nUSER: Hi");
  });

  test("an async one is awaited by a call, and named where nothing can wait", async () => {
    @promptTemplate("{season}")
    class Later extends BasePrompt {
      override async dynamicConfig() {
        return { computedFields: { season: "winter" } };
      }
    }
    expect((await new Later().run(rendering)).prompt.messages).toEqual([{ role: "user", content: "winter" }]);
    expect(() => new Later().messages()).toThrow(PromptClassError);
    expect(() => String(new Later())).toThrow("dynamicConfig() of Later is asynchronous");
  });

  test("one that fails after nobody waited for it is no unhandled rejection", async () => {
    @promptTemplate("a")
    class Failing extends BasePrompt {
      override async dynamicConfig(): Promise<never> {
        throw new Error("no season");
      }
    }
    // vitest fails the run for a rejection that nobody handles.
    expect(() => new Failing().messages()).toThrow("asynchronous");
    await expect(new Failing().run(rendering)).rejects.toThrow("no season");
  });

  test.each([
    ["a string", "text"],
    ["a list", []],
    ["null", null],
  ])("that returns %s is told what it may return", (what, value) => {
    class Wrong extends BasePrompt {
      override dynamicConfig() {
        return value as never;
      }
    }
    expect(() => new Wrong().messages()).toThrow(CallOptionsError);
    expect(() => new Wrong().messages()).toThrow(`Wrong computed ${what} beside its template`);
  });

  test("a misspelt key and messages that are none are told", () => {
    class Misspelt extends BasePrompt {
      override dynamicConfig() {
        return { computedField: {} } as object;
      }
    }
    class NoMessages extends BasePrompt {
      override dynamicConfig() {
        return { messages: ["text"] } as never;
      }
    }
    expect(() => new Misspelt().messages()).toThrow('"computedField"');
    expect(() => new NoMessages().messages()).toThrow(
      "NoMessages: messages of a dynamic config are a list of messages",
    );
  });
});

describe("run", () => {
  test("gives the prompt to any call decorator, which is told the name of the class", async () => {
    const { name, prompt } = await new Recipe({ ingredient: "apples" }).run(rendering);
    expect(name).toBe("Recipe");
    expect(prompt.messages[1]).toEqual({ role: "user", content: "Recipes with apples, for " });
  });

  test("a prompt is what a prompt function may return", async () => {
    const ask = rendering((ingredient: string) => new Recipe({ ingredient }));
    expect((await ask("pears")).prompt.messages[1]).toMatchObject({ role: "user" });
    expect(typeof new Recipe({ ingredient: "a" })[promptSource]).toBe("function");
  });
});

describe("copy", () => {
  test("is a new prompt with some fields changed", () => {
    const recipe = new Recipe({ ingredient: "apples", guests: ["Ann"] });
    const copy = recipe.copy({ ingredient: "pears" });
    expect(copy).toBeInstanceOf(Recipe);
    expect([copy.ingredient, copy.guests, recipe.ingredient]).toEqual(["pears", ["Ann"], "apples"]);
  });

  test("is made from the input, so that transforms are not applied twice", () => {
    class Length extends BasePrompt.with({ text: z.string().transform((text) => text.length), other: z.number() }) {}
    const copy = new Length({ text: "four", other: 1 }).copy({ other: 2 });
    expect([copy.text, copy.other]).toEqual([4, 2]);
  });

  test("is validated, and refuses what is no field", () => {
    const recipe = new Recipe({ ingredient: "apples" });
    expect(() => recipe.copy({ ingredient: "" })).toThrow(PromptFieldError);
    // @ts-expect-error no such field
    expect(() => recipe.copy({ ingredent: "figs" })).toThrow(
      "there is no field 'ingredent' (did you mean 'ingredient'?)",
    );
  });

  test("of a class that declares its own constructor is refused", () => {
    class Own extends BasePrompt {
      constructor(readonly topic: string) {
        super();
      }
    }
    expect(() => new Own("art").copy({})).toThrow(PromptClassError);
    expect(() => new Own("art").copy({})).toThrow("copy() of Own: it declares its own constructor");
  });
});

describe("dump", () => {
  it("is all of the prompt as plain JSON", () => {
    class Described extends Recipe {
      get loud() {
        return this.ingredient.toUpperCase();
      }
    }
    const dump = new Described({ ingredient: "figs", guests: ["Ann"] }).dump();
    const expected = {
      name: "Described",
      template: "\n  SYSTEM: You are a chef.\n  USER: Recipes with {ingredient}, for {guests:list}\n",
      fields: { ingredient: "figs", guests: ["Ann"], loud: "FIGS" },
      messages: [
        { role: "system", content: "You are a chef." },
        { role: "user", content: "Recipes with figs, for Ann" },
      ],
      callParams: { model: "small", temperature: 0.7 },
      metadata: { tags: ["kitchen"], version: 1 },
    };
    expect(dump).toEqual(expected);
    expect(JSON.parse(JSON.stringify(dump))).toEqual(expected);
  });

  it("P13: never throws, whatever the prompt holds", () => {
    const cyclic: { self?: unknown } = {};
    cyclic.self = cyclic;
    @promptTemplate("{nothing}" as string)
    class Hostile extends BasePrompt {
      big = 10n;
      cyclic = cyclic;
      fn = () => 1;
      when = new Date(0);
      bytes = new Uint8Array(3);
      get broken(): string {
        throw new Error("no");
      }
    }
    const dump = new Hostile().dump();
    expect(dump).toMatchObject({
      fields: {
        big: "10",
        cyclic: { self: "[circular]" },
        when: "1970-01-01T00:00:00.000Z",
        bytes: "[3 bytes]",
        broken: "[unreadable: Error: no]",
      },
      messages: [],
    });
    expect(dump.error).toContain("MissingFieldError: Hostile names {nothing}");
    expect(JSON.parse(JSON.stringify(dump))).toEqual(dump);
  });

  it("P13: shows no secret: a client stands as the name of its class, wherever it is", () => {
    class Client {
      apiKey = "sk-secret";
    }
    @promptTemplate("Hi")
    class Holding extends BasePrompt {
      client = new Client();
      deps = { list: [new Client()] };
      override dynamicConfig() {
        return { client: this.client, metadata: { client: this.client } };
      }
    }
    const dump = new Holding().dump();
    expect(JSON.stringify(dump)).not.toContain("sk-secret");
    expect(dump.fields).toEqual({ client: "[Client]", deps: { list: ["[Client]"] } });
  });

  it("computes a getter once, for the fields and the messages together", () => {
    @promptTemplate("{draw}")
    class Draw extends BasePrompt {
      count = 0;
      get draw() {
        return ++this.count;
      }
    }
    const dump = new Draw().dump();
    expect(dump.fields.draw).toBe(1);
    expect(dump.messages).toEqual([{ role: "user", content: "1" }]);
  });

  it("says why an async prompt has no messages", () => {
    @promptTemplate("a")
    class Later extends BasePrompt {
      override async dynamicConfig() {
        return {};
      }
    }
    expect(new Later().dump()).toMatchObject({ messages: [], error: expect.stringContaining("asynchronous") });
  });
});

test("types: fields are read-only, and a method's result is that of the decorator", () => {
  expectTypeOf(new Recipe({ ingredient: "a" }).run(rendering)).resolves.toHaveProperty("name");
  expectTypeOf(new Recipe({ ingredient: "a" }).copy({})).toEqualTypeOf<Recipe>();
  const recipe = new Recipe({ ingredient: "a" });
  // @ts-expect-error read-only
  expect(() => (recipe.ingredient = "b")).toThrow(TypeError);
});
