import { BaseTool, CallOptionsError, ResponseValidationError, StreamAbortedError } from "@zoetrope/core";
import { OpenAICallResponse, openaiCall, type StructuredStream } from "@zoetrope/openai";
import { createTestClient, type TestChunk } from "@zoetrope/openai/testing";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { chunk, streamed, usageOf, whole, wholeCalls } from "./__fixtures__/structured-answers.js";

class Search extends BaseTool.with({ query: z.string() }) {
  override call() {
    return `about ${this.query}`;
  }
}

/** What a promise came to; one that hangs fails by name, and not by the timeout of its test. */
async function settled(result: Promise<unknown>): Promise<unknown> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hung = new Promise((resolve) => (timer = setTimeout(() => resolve("hung"), 5000)));
  const told = result.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  return Promise.race([told, hung]).finally(() => clearTimeout(timer));
}

describe("a validator that never settles", () => {
  /** Not of zod: it is asked about the whole answer only, when all of it was read. */
  function waiting() {
    const entered = Promise.withResolvers<void>();
    const validate = (): Promise<{ value: unknown }> => {
      entered.resolve();
      return new Promise(() => {});
    };
    const schema = { "~standard": { version: 1, vendor: "waiting", validate } } as const;
    return { responseModel: { schema, jsonSchema: { type: "object", properties: {} } }, entered: entered.promise };
  }

  test("the signal ends a whole call", async () => {
    const { responseModel, entered } = waiting();
    const controller = new AbortController();
    const client = createTestClient([whole('{"a":1}')]);
    const answer = openaiCall("m", { client, responseModel, signal: controller.signal })(() => "x")();
    const outcome = settled(answer);
    await entered;
    const reason = new Error("too late");
    controller.abort(reason);
    expect(await outcome).toEqual({ error: reason });
  });

  test("the signal ends a stream", async () => {
    const { responseModel, entered } = waiting();
    const controller = new AbortController();
    const client = createTestClient([streamed('{"a":1}')]);
    const stream = openaiCall("m", { client, responseModel, stream: true, signal: controller.signal })(() => "x")();
    const outcome = settled(stream.final());
    await entered;
    const reason = new Error("too late");
    controller.abort(reason);
    expect(await outcome).toEqual({ error: reason });
  });

  test("cancel() ends a stream", async () => {
    const { responseModel, entered } = waiting();
    const client = createTestClient([streamed('{"a":1}')]);
    const stream = openaiCall("m", { client, responseModel, stream: true })(() => "x")();
    const outcome = settled(stream.final());
    await entered;
    stream.cancel("enough");
    expect(await outcome).toEqual({ error: expect.any(StreamAbortedError) });
  });
});

test("outputParser is told the attempts and the usage of a model that called tools", async () => {
  const client = createTestClient([
    whole('{"a":1}', { usage: usageOf(1, 2) }),
    { ...wholeCalls(["Search", '{"query":"cats"}']), usage: usageOf(30, 40) },
  ]);
  const [answer, { attempts, usage }] = await openaiCall("m", {
    client,
    responseModel: z.object({ a: z.string() }),
    tools: [Search],
    retry: { validation: 1 },
    outputParser: (...given) => given,
  })(() => "x")();
  expect(answer).toBeInstanceOf(OpenAICallResponse);
  expect(attempts.map(({ issues }) => issues.map(({ path }) => path))).toEqual([[["a"]], []]);
  expect(attempts[1]?.response).toBe(answer);
  expect(usage).toMatchObject({ inputTokens: 31, outputTokens: 42, totalTokens: 73 });
});

describe("elements()", () => {
  const numbers = (text: string, size: number, failFast = false): StructuredStream<z.ZodArray<z.ZodNumber>> =>
    openaiCall("m", {
      client: createTestClient([streamed(text, size)]),
      responseModel: z.array(z.number()),
      stream: true,
      failFast,
    })(() => "x")();

  /** The elements of a loop, and what it ended with. */
  async function loop(stream: ReturnType<typeof numbers>): Promise<{ seen: number[]; error: unknown }> {
    const seen: number[] = [];
    try {
      for await (const element of stream.elements()) seen.push(element);
      return { seen, error: null };
    } catch (error) {
      return { seen, error };
    }
  }

  test.each([1, 1000])("yields only elements, whatever stands beside the array (pieces of %i)", async (size) => {
    const stream = numbers('{"count":3,"value":[1,2]}', size);
    expect(await loop(stream)).toEqual({ seen: [1, 2], error: null });
    expect(await stream.final()).toEqual([1, 2]);
  });

  test("yields no field of an object in the place of the array", async () => {
    const told = await loop(numbers('{"value":{"count":3,"total":9}}', 1));
    expect(told).toEqual({ seen: [], error: expect.any(ResponseValidationError) });
  });

  test("cancel() ends the loop at once, before the elements that came in the same chunk", async () => {
    const stream = numbers('{"value":[1,2,3,4,5]}', 1000);
    const seen: number[] = [];
    for await (const element of stream.elements()) {
      seen.push(element);
      stream.cancel();
    }
    expect(seen).toEqual([1]);
  });

  test("return() ends it at once, too", async () => {
    const elements = numbers('{"value":[1,2,3,4,5]}', 1000).elements();
    expect(await elements.next()).toEqual({ done: false, value: 1 });
    await elements.return?.();
    expect(await elements.next()).toEqual({ done: true, value: undefined });
  });

  test.each([1, 5, 13, 1000])("failFast yields the same elements in pieces of %i", async (size) => {
    const told = await loop(numbers('{"value":[1,2,"x",4,5]}', size, true));
    expect(told).toEqual({ seen: [1, 2], error: expect.any(ResponseValidationError) });
  });
});

describe("a text that begins like JSON, or ends in a line break, is a text", () => {
  const cases = [
    ['"Dune" is a novel.', z.string(), '"Dune" is a novel.'],
    ["3 days", z.union([z.string(), z.number()]), "3 days"],
    ["null and void", z.string().nullable(), "null and void"],
    ["red\n", z.enum(["red", "green"]), "red"],
    // And what is JSON, and no more than that, is still taken for it.
    ['"Dune"', z.string(), "Dune"],
    ["3", z.union([z.string(), z.number()]), 3],
    ["null", z.string().nullable(), null],
  ] as const;

  test.each(cases)("%j", async (text, responseModel, expected) => {
    const client = createTestClient([whole(text), streamed(text, 1)]);
    expect(await openaiCall("m", { client, responseModel })(() => "x")()).toBe(expected);
    const stream = openaiCall("m", { client, responseModel, stream: true })(() => "x")();
    expect(await stream.final()).toBe(expected);
    expect(stream.snapshot()).toBe(expected);
  });
});

describe("the live value is the final value at the end", () => {
  /** One call of the tool that stands for the value, its arguments in exactly these pieces. */
  function argumentPieces(...parts: readonly string[]): TestChunk[] {
    const head = { index: 0, id: "c", type: "function" } as const;
    return [
      chunk({ tool_calls: [{ ...head, function: { name: "response", arguments: "" } }] }),
      ...parts.map((part) => chunk({ tool_calls: [{ index: 0, function: { arguments: part } }] })),
      chunk({}, "tool_calls"),
    ];
  }

  async function checkEnd(stream: StructuredStream<z.ZodType>, expected: unknown): Promise<void> {
    const seen: unknown[] = [];
    for await (const value of stream) seen.push(structuredClone(value));
    expect(seen.at(-1)).toEqual(expected);
    expect(stream.snapshot()).toEqual(expected);
    expect(await stream.final()).toEqual(expected);
    expect(stream.isDone("")).toBe(true);
    expect(stream.issues).toEqual([]);
  }

  test.each([
    ["a leading {}", ["{}", '{"a":', '"xyz"}']],
    ["cumulative arguments", ['{"a":"x', '{"a":"xyz', '{"a":"xyz"}']],
  ])("tool mode, %s", async (_, parts) => {
    const client = createTestClient([argumentPieces(...parts)]);
    const responseModel = z.object({ a: z.string() });
    const stream = openaiCall("m", { client, responseModel, stream: true, mode: "tool" })(() => "x")();
    await checkEnd(stream, { a: "xyz" });
    expect(stream.isDone("a")).toBe(true);
  });

  test.each(['{"type":"a","value":3}', '{"value":3,"type":"a"}'])("a bare union: %s", async (text) => {
    const responseModel = z.discriminatedUnion("type", [
      z.object({ type: z.literal("a"), value: z.number() }),
      z.object({ type: z.literal("b"), name: z.string() }),
    ]);
    const client = createTestClient([streamed(text, 1)]);
    const stream = openaiCall("m", { client, responseModel, stream: true })(() => "x")();
    await checkEnd(stream, { type: "a", value: 3 });
    expect(stream.isDone("type")).toBe(true);
  });
});

describe("definitions of a paired schema", () => {
  const any = { "~standard": { version: 1, vendor: "any", validate: (value: unknown) => ({ value }) } } as const;

  test("stay where their references point when the value is wrapped", async () => {
    const x = { type: "object", properties: { a: { type: "string" } }, required: ["a"], additionalProperties: false };
    const jsonSchema = { type: "array", items: { $ref: "#/definitions/X" }, definitions: { X: x } };
    const ask = openaiCall("m", { responseModel: { schema: any, jsonSchema }, mode: "tool" })(() => "x");
    const [tool] = (await ask.toRequest()).tools ?? [];
    expect(tool).toMatchObject({ function: { parameters: { definitions: { X: x } } } });
    expect(tool).toMatchObject({
      function: { parameters: { properties: { value: { type: "array", items: { $ref: "#/definitions/X" } } } } },
    });
    expect(JSON.stringify(tool).split('"definitions"')).toHaveLength(2);
  });

  test("may refer to the root, which is inside the wrapper then", async () => {
    const node = { type: "object", properties: { children: { $ref: "#" } }, required: ["children"] };
    const jsonSchema = { type: "array", items: { $ref: "#/definitions/Node" }, definitions: { Node: node } };
    const ask = openaiCall("m", { responseModel: { schema: any, jsonSchema }, mode: "tool" })(() => "x");
    const [tool] = (await ask.toRequest()).tools ?? [];
    expect(tool).toMatchObject({
      function: {
        parameters: {
          properties: { value: { $ref: "#/$defs/valueRoot" } },
          $defs: { valueRoot: { type: "array", items: { $ref: "#/definitions/Node" } } },
          definitions: { Node: { properties: { children: { $ref: "#/$defs/valueRoot" } } } },
        },
      },
    });
  });
});

describe("toolChoice beside a responseModel", () => {
  const text = z.object({ a: z.string() });
  const texts = z.object({ a: z.record(z.string(), z.string()) });
  const both = { tools: [Search], toolChoice: "auto" } as const;

  test.each([
    ['mode: "tool"', () => openaiCall("m", { ...both, responseModel: text, mode: "tool" })(() => "x")],
    ["a schema that strict cannot express", () => openaiCall("m", { ...both, responseModel: texts })(() => "x")],
  ])("is refused at decoration where the value comes as a tool: %s", (_, decorate) => {
    expect(decorate).toThrow(CallOptionsError);
    expect(decorate).toThrow(/^toolChoice cannot be combined with a responseModel/);
  });

  test("is sent where it does not", async () => {
    const ask = openaiCall("m", { ...both, responseModel: text })(() => "x");
    expect(await ask.toRequest()).toMatchObject({ tool_choice: "auto", response_format: { type: "json_schema" } });
  });
});
