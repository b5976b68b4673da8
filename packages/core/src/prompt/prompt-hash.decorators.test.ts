import { createHash } from "node:crypto";
import { afterEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { createCallDecorator } from "../call/call-decorator.js";
import { CallOptionsError } from "../errors.js";
import { BasePrompt } from "./base-prompt.js";
import { createCallParams } from "./call-params.js";
import { metadata } from "./metadata.js";
import { promptContent } from "./prompt-content.js";
import { promptHash } from "./prompt-hash.js";
import { promptTemplate } from "./prompt-template.js";

const callParams = createCallParams<object>("acme");
const otherParams = createCallParams<object>("other");

/** A provider's call decorator, of which nothing but its description is used. */
function acmeCall(params: Readonly<Record<string, unknown>>, tools: readonly unknown[] = []) {
  return createCallDecorator<string, string, unknown>({
    run: () => "",
    toRequest: async () => null,
    explain: async () => "",
    describe: () => ({ provider: "acme", params, tools }),
  });
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

@promptTemplate(`
  SYSTEM: Be brief.
  USER: Cook with {ingredient}
`)
@callParams({ temperature: 0.5, model: "m-1" })
class Recipe extends BasePrompt.with({ ingredient: z.string().min(1), guests: z.array(z.string()).default([]) }) {}

// Written by hand from the documentation, with every key in order.
const recipeContent =
  '{"template":"SYSTEM: Be brief.\\nUSER: Cook with {ingredient}",' +
  '"params":[{"provider":"acme","params":{"model":"m-1","temperature":0.5}}],"tools":[],' +
  '"schema":{"additionalProperties":false,"properties":{' +
  '"guests":{"default":[],"items":{"type":"string"},"type":"array"},"ingredient":{"minLength":1,"type":"string"}},' +
  '"required":["ingredient"],"type":"object"}}';

describe("the hash is the SHA-256 of what is declared", () => {
  test("of a prompt class", async () => {
    expect(await promptHash(Recipe)).toBe(sha256(recipeContent));
  });

  test("of a decorated function, a template and both", async () => {
    const tool = { name: "look", parameters: { type: "object", required: ["b", "a"], properties: { b: {}, a: {} } } };
    const look = '{"name":"look","parameters":{"properties":{"a":{},"b":{}},"required":["a","b"],"type":"object"}}';
    const params = '"params":[{"provider":"acme","params":{"model":"m-1"}}]';
    expect(await promptHash(acmeCall({ model: "m-1" }, [tool])(() => "Hi"))).toBe(
      sha256(`{"template":null,${params},"tools":[${look}],"schema":null}`),
    );
    expect(await promptHash(promptTemplate("Hi {name}"))).toBe(
      sha256('{"template":"Hi {name}","params":[],"tools":[],"schema":null}'),
    );
    const both = sha256(`{"template":"Hi {name}",${params},"tools":[],"schema":null}`);
    const around = promptTemplate("Hi {name}")((_: { name: string }) => ({}));
    expect(await promptHash(acmeCall({ model: "m-1" })(Object(around)))).toBe(both);
  });

  test("of a decorated method, with a template and without", async () => {
    class Cook {
      @acmeCall({ model: "m-1" })
      plain(): string {
        return "";
      }
      @acmeCall({ model: "m-1" })
      @promptTemplate("Cook")
      filled(): string {
        return "";
      }
    }
    const of = (template: string) =>
      sha256(
        `{"template":${template},"params":[{"provider":"acme","params":{"model":"m-1"}}],"tools":[],"schema":null}`,
      );
    expect(await promptHash(Cook.prototype.plain)).toBe(of("null"));
    expect(await promptHash(Cook.prototype.filled)).toBe(of('"Cook"'));
  });
});

describe("these change nothing", () => {
  test("the name, the order of keys, indentation, metadata, and saying again what a parent says", async () => {
    @metadata({ tags: ["kitchen"] })
    @promptTemplate("\r\n\tSYSTEM: Be brief.\r\n\tUSER: Cook with {ingredient}")
    @callParams({ model: "m-1" })
    class Other extends BasePrompt.with(
      z.strictObject({ guests: z.array(z.string()).default([]), ingredient: z.string().min(1) }),
    ) {}
    @callParams({ model: "m-1", temperature: 0.5 })
    class Child extends Other {}
    expect(await promptHash(Child)).toBe(await promptHash(Recipe));
  });

  test("what happened to the prompt in the meantime", async () => {
    const before = await promptHash(Recipe);
    void new Recipe({ ingredient: "apples" }).dump();
    expect(await promptHash(Recipe)).toBe(before);
  });
});

describe("each of these changes it", () => {
  test.each([
    ["a word", () => promptTemplate("SYSTEM: Be brief!\nUSER: Cook with {ingredient}")],
    ["a spec", () => promptTemplate("SYSTEM: Be brief.\nUSER: Cook with {ingredient:text}")],
    ["a literal in place of a placeholder", () => promptTemplate("SYSTEM: Be brief.\nUSER: Cook with {{ingredient}}")],
    ["indentation inside", () => promptTemplate("SYSTEM: Be brief.\n USER: Cook with {ingredient}")],
    ["a param", () => callParams({ temperature: 0.6 })],
    ["a param that is null", () => callParams({ seed: null })],
    ["a param of another provider", () => otherParams({ temperature: 0.5 })],
  ])("%s", async (_, decorator) => {
    class Changed extends Recipe {}
    Reflect.apply(decorator(), undefined, [Changed]);
    expect(await promptHash(Changed)).not.toBe(await promptHash(Recipe));
  });

  test.each([
    ["a field", { ingredient: z.string().min(1), guests: z.array(z.string()).default([]), more: z.string() }],
    ["a rule of a field", { ingredient: z.string().min(2), guests: z.array(z.string()).default([]) }],
    ["a default", { ingredient: z.string().min(1), guests: z.array(z.string()).default(["Ada"]) }],
  ])("%s", async (_, fields: z.ZodRawShape) => {
    // Only the schema is looked at; the compiler would check the names of a shape that it does not know.
    const Changed = class extends Recipe.with(Object(fields)) {};
    expect(await promptHash(Changed)).not.toBe(await promptHash(Recipe));
  });

  test("the order of a list, and which provider's params come last", async () => {
    const of = (stop: string[]) => promptHash(acmeCall({ stop })(() => ""));
    expect(await of(["a", "b"])).not.toBe(await of(["b", "a"]));
    @callParams({ temperature: 1 })
    @otherParams({ temperature: 0 })
    class OneWay extends BasePrompt {}
    @otherParams({ temperature: 0 })
    @callParams({ temperature: 1 })
    class OtherWay extends BasePrompt {}
    expect(await promptHash(OneWay)).not.toBe(await promptHash(OtherWay));
  });
});

test("fields that JSON Schema cannot say count by their name", () => {
  class Dated extends BasePrompt.with({ on: z.date(), by: z.instanceof(URL) }) {}
  expect(promptContent(Dated)?.schema).toEqual({
    type: "object",
    properties: { on: {}, by: {} },
    required: ["by", "on"],
    additionalProperties: false,
  });
});

describe("bad input", () => {
  afterEach(() => vi.unstubAllGlobals());

  test.each([[undefined], [null], ["text"], [{}], [() => "Hi"], [Date], [new Recipe({ ingredient: "a" })]])(
    "%o declares no prompt",
    async (value) => {
      expect(promptContent(value)).toBe(null);
      await expect(promptHash(value)).rejects.toThrow(CallOptionsError);
      await expect(promptHash(value)).rejects.toThrow(
        "a prompt class, a template, or a function with a call decorator",
      );
    },
  );

  test("params that are no JSON", async () => {
    class Big extends Recipe {}
    callParams({ seed: 1n })(Big);
    await expect(promptHash(Big)).rejects.toThrow(/^The prompt Big holds what is no JSON: TypeError: .*BigInt/);
  });

  test("a runtime without Web Crypto", async () => {
    vi.stubGlobal("crypto", {});
    await expect(promptHash(Recipe)).rejects.toThrow("https and localhost");
  });
});
