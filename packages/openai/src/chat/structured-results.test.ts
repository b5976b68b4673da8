import {
  BaseTool,
  CallOptionsError,
  OpenAICallResponse,
  OpenAIPrompt,
  OpenAIStream,
  StructuredStream,
  call,
  callParams,
  openaiCall,
  promptTemplate,
  type DeepPartial,
  type InvalidTool,
  type OpenAICallOptions,
} from "@zoetrope/openai";
import { createTestClient } from "@zoetrope/openai/testing";
import { describe, expect, expectTypeOf, test } from "vitest";
import * as z from "zod";
import * as mini from "zod/mini";
import { streamed, streamedCall, whole, wholeCalls } from "./__fixtures__/structured-answers.js";

const Book = z.object({ title: z.string(), year: z.int().optional() });
const dune = '{"title":"Dune","year":null}';
const ask = (text: string): string => `Extract the book: ${text}`;

class Search extends BaseTool.with({ query: z.string() }) {
  override call() {
    return this.query;
  }
}

describe("what a call with a responseModel returns", () => {
  test("a promise of the value", async () => {
    const client = createTestClient([whole(dune)]);
    const extract = openaiCall("m", { client, responseModel: Book })(ask);
    expectTypeOf(extract).returns.toEqualTypeOf<Promise<{ title: string; year?: number | undefined }>>();
    expect(await extract("…")).toEqual({ title: "Dune" });
  });

  test("with tools, the value or the response", async () => {
    const client = createTestClient([wholeCalls(["Search", '{"query":"dune"}']), whole(dune)]);
    const extract = openaiCall("m", { client, responseModel: Book, tools: [Search] })(ask);
    expectTypeOf(extract).returns.toEqualTypeOf<Promise<z.output<typeof Book> | OpenAICallResponse<Search>>>();
    const first = await extract("…");
    if (!(first instanceof OpenAICallResponse)) throw new Error("The model called a tool.");
    expectTypeOf(first.tool).toEqualTypeOf<Search | InvalidTool | null>();
    expect(first.tools.map((tool) => tool.call())).toEqual(["dune"]);
    expect(await extract("…")).toEqual({ title: "Dune" });
  });

  test("with an outputParser, what that makes of the value", async () => {
    const client = createTestClient([whole(dune), wholeCalls(["Search", '{"query":"dune"}'])]);
    const title = openaiCall("m", { client, responseModel: Book, outputParser: (book) => book.title })(ask);
    expectTypeOf(title).returns.toEqualTypeOf<Promise<string>>();
    expect(await title("…")).toBe("Dune");
    const either = openaiCall("m", {
      client,
      responseModel: Book,
      tools: [Search],
      outputParser: async (answer) => (answer instanceof OpenAICallResponse ? answer.tools.length : answer.title),
    })(ask);
    expectTypeOf(either).returns.toEqualTypeOf<Promise<string | number>>();
    expect(await either("…")).toBe(1);
  });

  test("with stream, a StructuredStream", async () => {
    const client = createTestClient([streamed(dune)]);
    const extract = openaiCall("m", { client, responseModel: Book, stream: true })(ask);
    expectTypeOf(extract).returns.toEqualTypeOf<StructuredStream<typeof Book>>();
    const stream = extract("…");
    expect(stream).toBeInstanceOf(StructuredStream);
    expect(stream.source).toBeInstanceOf(OpenAIStream);
    expect(client.requests).toEqual([]);
    for await (const partial of stream) {
      expectTypeOf(partial).toEqualTypeOf<DeepPartial<{ title: string; year?: number | undefined }>>();
      expectTypeOf(partial.title).toEqualTypeOf<string | undefined>();
    }
    expectTypeOf(stream.final).returns.toEqualTypeOf<Promise<{ title: string; year?: number | undefined }>>();
    expect(await stream.final()).toEqual({ title: "Dune" });
  });

  test("partials are of the input, and read-only; the final value is of the output", async () => {
    const Shout = z.object({ words: z.array(z.string().transform((word) => word.length)) });
    const client = createTestClient([streamed('{"words":["a","bc"]}')]);
    const stream = openaiCall("m", { client, responseModel: Shout, stream: true })(ask)("…");
    for await (const partial of stream) {
      expectTypeOf(partial.words?.[0]).toEqualTypeOf<string | undefined>();
      // @ts-expect-error Partials are live, and nobody else's to change.
      const change = () => (partial.words = []);
      expect(change).toBeTypeOf("function");
    }
    const { words } = await stream.final();
    expectTypeOf(words).toEqualTypeOf<number[]>();
    expect(words).toEqual([1, 2]);
  });

  test("any schema: arrays, unions, enums, primitives, recursive ones, zod-mini", async () => {
    interface Tree {
      name: string;
      children: Tree[];
    }
    const Tree: z.ZodType<Tree> = z.object({
      name: z.string(),
      get children() {
        return z.array(Tree);
      },
    });
    const tree = { name: "root", children: [{ name: "leaf", children: [] }] };
    const one = (answer: unknown) => ({ client: createTestClient([whole(JSON.stringify(answer))]) });
    expect(
      await openaiCall("m", { ...one({ value: [{ title: "Dune" }] }), responseModel: z.array(Book) })(ask)("…"),
    ).toEqual([{ title: "Dune" }]);
    expect(await openaiCall("m", { ...one([{ title: "Dune" }]), responseModel: z.array(Book) })(ask)("…")).toEqual([
      { title: "Dune" },
    ]);
    const Kind = z.enum(["novel", "essay"]);
    const kind = await openaiCall("m", { ...one({ value: "essay" }), responseModel: Kind })(ask)("…");
    expectTypeOf(kind).toEqualTypeOf<"novel" | "essay">();
    expect(kind).toBe("essay");
    const Either = z.union([z.object({ kind: z.literal("a"), n: z.number() }), z.object({ value: z.string() })]);
    const asked = openaiCall("m", { ...one({ value: { kind: "a", n: 1 } }), responseModel: Either })(ask);
    expect(await asked("…")).toEqual({ kind: "a", n: 1 });
    // A member with a field of the wrapper's name, bare.
    expect(await openaiCall("m", { ...one({ value: "x" }), responseModel: Either })(ask)("…")).toEqual({ value: "x" });
    expect(await openaiCall("m", { ...one({ value: 7 }), responseModel: z.number() })(ask)("…")).toBe(7);
    expect(await openaiCall("m", { ...one(tree), responseModel: Tree })(ask)("…")).toEqual(tree);
    const Small = mini.object({ title: mini.string() });
    const small = await openaiCall("m", { ...one({ title: "Dune" }), responseModel: Small })(ask)("…");
    expectTypeOf(small).toEqualTypeOf<{ title: string }>();
    expect(small).toEqual({ title: "Dune" });
  });

  test("a schema of another library, with a JSON Schema of its own or beside it", async () => {
    const validate = (value: unknown) =>
      typeof value === "object" && value !== null && "n" in value && typeof value.n === "number"
        ? { value: value.n }
        : { issues: [{ message: "no number", path: [{ key: "n" }] }] };
    const schema = { "~standard": { version: 1, vendor: "own", validate } } as const;
    const jsonSchema = { type: "object", properties: { n: { type: "number" } }, required: ["n"] };
    const client = createTestClient([whole('{"n":3}'), whole('{"n":"x"}'), whole('{"n":4}')]);
    const paired = openaiCall("m", { client, responseModel: { schema, jsonSchema } })(ask);
    expect(await paired("…")).toBe(3);
    expect(client.requests[0]?.body["response_format"]).toMatchObject({
      type: "json_schema",
      json_schema: { name: "response" },
    });
    await expect(paired("…")).rejects.toMatchObject({ issues: [{ path: ["n"], message: "no number" }] });
    const telling = { "~standard": { ...schema["~standard"], jsonSchema: { input: () => jsonSchema } } } as const;
    expect(await openaiCall("m", { client, responseModel: telling })(ask)("…")).toBe(4);
    // @ts-expect-error A schema that tells no JSON Schema needs one beside it.
    expect(() => openaiCall("m", { responseModel: schema })).toThrow(/own.*\{ schema, jsonSchema/);
  });

  test("prompt objects: call, stream, extract", async () => {
    class Recipe extends OpenAIPrompt.with({ ingredient: z.string() }) {}
    promptTemplate("Recipe with {ingredient}")(Recipe);
    callParams({ model: "m" })(Recipe);
    const recipe = new Recipe({ ingredient: "apples" });
    const client = createTestClient([whole(dune), whole(dune), whole(dune), streamed(dune)]);
    const called = await recipe.call({ client, responseModel: Book });
    expectTypeOf(called).toEqualTypeOf<z.output<typeof Book>>();
    const extracted = await recipe.extract(Book, { client });
    expectTypeOf(extracted).toEqualTypeOf<z.output<typeof Book>>();
    const free = await call(recipe, { client, responseModel: Book });
    expectTypeOf(free).toEqualTypeOf<z.output<typeof Book>>();
    const stream = recipe.stream({ client, responseModel: Book });
    expectTypeOf(stream).toEqualTypeOf<StructuredStream<typeof Book>>();
    expect([called, extracted, free, await stream.final()]).toEqual(
      Array.from({ length: 4 }, () => ({ title: "Dune" })),
    );
    expect(client.requests[1]?.body["messages"]).toEqual([{ role: "user", content: "Recipe with apples" }]);
  });

  test("what does not compile throws at decoration", () => {
    // @ts-expect-error tools cannot be combined with responseModel and stream
    expect(() => openaiCall("m", { responseModel: Book, stream: true, tools: [Search] })).toThrow(CallOptionsError);
    // @ts-expect-error outputParser cannot be combined with stream
    expect(() => openaiCall("m", { responseModel: Book, stream: true, outputParser: () => 1 })).toThrow(
      CallOptionsError,
    );
    // @ts-expect-error A shape is no schema.
    expect(() => openaiCall("m", { responseModel: { title: z.string() } })).toThrow(/no schema/);
    // @ts-expect-error There is no such mode.
    expect(() => openaiCall("m", { responseModel: Book, mode: "yaml" })).toThrow(/auto, strict, json, tool/);
    const senseless: OpenAICallOptions<false, [], unknown>[] = [
      { mode: "strict" },
      { retry: { validation: 1 } },
      { failFast: true },
    ];
    for (const options of senseless) expect(() => openaiCall("m", options)).toThrow(/there is none/);
    for (const validation of [-1, 0.5, Number.NaN]) {
      expect(() => openaiCall("m", { responseModel: Book, retry: { validation } })).toThrow(/retry.validation/);
    }
    expect(() => openaiCall("m", { responseModel: Book, failFast: true })).toThrow(/no stream/);
    expect(() => openaiCall("m", { responseModel: Book, jsonMode: true, mode: "tool" })).toThrow(CallOptionsError);
  });
});

describe("what is sent", () => {
  const strictBook = {
    type: "object",
    properties: {
      title: { type: "string" },
      year: { anyOf: [expect.objectContaining({ type: "integer" }), { type: "null" }] },
    },
    required: ["title", "year"],
    additionalProperties: false,
  };

  test("R4: the same with and without stream, in every mode, and no word of our own", async () => {
    for (const mode of ["auto", "strict", "json", "tool"] as const) {
      const plain = await openaiCall("m", { responseModel: Book, mode })(ask).toRequest("…");
      const stream = await openaiCall("m", { responseModel: Book, mode, stream: true })(ask).toRequest("…");
      const { stream: _, stream_options: __, ...rest } = { ...stream };
      expect(rest).toEqual(plain);
      expect(plain.messages).toEqual([{ role: "user", content: "Extract the book: …" }]);
      expect([plain.response_format !== undefined, plain.tools !== undefined]).toEqual([
        mode !== "tool",
        mode === "tool",
      ]);
    }
  });

  test("strict: every field required, an optional one nullable", async () => {
    const { response_format } = await openaiCall("m", { responseModel: Book })(ask).toRequest("…");
    expect(response_format).toEqual({
      type: "json_schema",
      json_schema: { name: "response", strict: true, schema: strictBook },
    });
    const Named = Book.meta({ title: "Book", description: "A book." });
    const named = await openaiCall("m", { responseModel: Named })(ask).toRequest("…");
    expect(named.response_format).toMatchObject({ json_schema: { name: "Book", description: "A book." } });
  });

  test("tool: one tool, forced; beside tools of the user's, one of them", async () => {
    const alone = await openaiCall("m", { responseModel: Book, mode: "tool" })(ask).toRequest("…");
    expect(alone).toMatchObject({
      tools: [
        { type: "function", function: { name: "response", parameters: { type: "object", required: ["title"] } } },
      ],
      tool_choice: { type: "function", function: { name: "response" } },
    });
    const beside = await openaiCall("m", { responseModel: Book, mode: "tool", tools: [Search] })(ask).toRequest("…");
    expect(beside.tools?.map((tool) => (tool.type === "function" ? tool.function.name : ""))).toEqual([
      "Search",
      "response",
    ]);
    expect(beside.tool_choice).toBe("required");
  });

  test("auto: a tool for what strict cannot express", async () => {
    const Scores = z.record(z.string(), z.number());
    const request = await openaiCall("m", { responseModel: Scores })(ask).toRequest("…");
    expect(request.response_format).toBeUndefined();
    expect(request.tools).toHaveLength(1);
    expect(() => openaiCall("m", { responseModel: Scores, mode: "strict" })).toThrow(/record.*mode: "tool"/);
    const asJSON = await openaiCall("m", { responseModel: Scores, jsonMode: true })(ask).toRequest("…");
    expect(asJSON).toMatchObject({ response_format: { type: "json_object" } });
    expect(asJSON.tools).toBeUndefined();
  });

  test("jsonMode: without a model any JSON, with one its schema", async () => {
    const client = createTestClient([whole('{"a":1}'), streamed('{"a":1}')]);
    const plain = await openaiCall("m", { client, jsonMode: true })(ask)("…");
    expectTypeOf(plain).toEqualTypeOf<OpenAICallResponse>();
    expect(plain.content).toBe('{"a":1}');
    expect((await openaiCall("m", { client, jsonMode: true, stream: true })(ask)("…").response()).content).toBe(
      '{"a":1}',
    );
    expect(client.requests.map(({ body }) => body["response_format"])).toEqual([
      { type: "json_object" },
      { type: "json_object" },
    ]);
    const strict = await openaiCall("m", { responseModel: Book, jsonMode: true })(ask).toRequest("…");
    expect(strict.response_format).toMatchObject({ type: "json_schema", json_schema: { schema: strictBook } });
  });

  test('a value that is no object is asked for under "value", a recursive one, too', async () => {
    const list = await openaiCall("m", { responseModel: z.array(z.string()) })(ask).toRequest("…");
    expect(list.response_format).toMatchObject({
      json_schema: {
        schema: {
          type: "object",
          properties: { value: { type: "array", items: { type: "string" } } },
          required: ["value"],
          additionalProperties: false,
        },
      },
    });
    type Nested = number | Nested[];
    const Nested: z.ZodType<Nested> = z.lazy(() => z.union([z.number(), z.array(Nested)]));
    const nested = await openaiCall("m", { responseModel: Nested })(ask).toRequest("…");
    expect(JSON.stringify(nested)).not.toContain('"$ref":"#"');
    expect(nested.response_format).toMatchObject({ json_schema: { schema: { type: "object", required: ["value"] } } });
  });

  test("what callParams say of the same is refused, and explain shows the form", async () => {
    const call = openaiCall("m", { responseModel: Book, callParams: { response_format: { type: "text" } } })(ask);
    await expect(call.toRequest("…")).rejects.toThrow(/callParams.response_format is set by responseModel/);
    const explained = await openaiCall("m", { responseModel: Book, stream: true })(ask).explain("…");
    expect(explained).toContain("json_schema");
  });

  test("the answer may come as text where a tool was asked for, and in a tool that other calls stand beside", async () => {
    const client = createTestClient([
      whole(dune),
      wholeCalls(["Search", '{"query":"x"}'], ["response", dune]),
      streamedCall("response", dune),
      streamed(dune),
    ]);
    const options = { client, responseModel: Book, mode: "tool" } as const;
    expect(await openaiCall("m", options)(ask)("…")).toEqual({ title: "Dune" });
    expect(await openaiCall("m", { ...options, tools: [Search] })(ask)("…")).toEqual({ title: "Dune" });
    for (const shown of [["Du", "Dune"], ["Dune"]]) {
      const stream = openaiCall("m", { ...options, stream: true })(ask)("…");
      const titles = new Set<string | undefined>();
      for await (const { title } of stream) titles.add(title);
      expect([...titles].filter((title) => title !== undefined)).toEqual(expect.arrayContaining(shown));
      expect(await stream.final()).toEqual({ title: "Dune" });
    }
  });

  test("onInvalidTool speaks of the user's tools, not of the one that stands for the value", async () => {
    const client = createTestClient([wholeCalls(["response", "{"]), wholeCalls(["Search", "{"])]);
    const options = { client, responseModel: Book, mode: "tool", tools: [Search], onInvalidTool: "throw" } as const;
    const extract = openaiCall("m", options)(ask);
    await expect(extract("…")).rejects.toMatchObject({ name: "ResponseValidationError", text: "{" });
    await expect(extract("…")).rejects.toMatchObject({ name: "ToolArgumentsError" });
  });

  test("tools of a dynamic config stand beside the value, but not in a stream", async () => {
    const prompt = () => ({ messages: [{ role: "user" as const, content: "?" }], tools: [Search] });
    const client = createTestClient([wholeCalls(["response", dune])]);
    expect(await openaiCall("m", { client, responseModel: Book, mode: "tool" })(prompt)()).toEqual({ title: "Dune" });
    expect(client.requests[0]?.body).toMatchObject({ tool_choice: "required", tools: [{}, {}] });
    expect(() => openaiCall("m", { responseModel: Book, stream: true })(prompt)()).toThrow(/dynamic config/);
  });

  test("outputParser is told what it cost", async () => {
    const client = createTestClient([
      whole("{}", { usage: { prompt_tokens: 5, completion_tokens: 1, total_tokens: 6 } }),
      whole(dune, { usage: { prompt_tokens: 20, completion_tokens: 4, total_tokens: 24 } }),
    ]);
    const details = await openaiCall("m", {
      client,
      responseModel: Book,
      retry: { validation: 1 },
      outputParser: (_, answer) => answer,
    })(ask)("…");
    expect(details.usage).toMatchObject({ inputTokens: 25, outputTokens: 5, totalTokens: 30 });
    expect(details.attempts.map(({ response }) => response.content)).toEqual(["{}", dune]);
    expect(details.attempts.map(({ issues }) => issues.length)).toEqual([1, 0]);
  });
});
