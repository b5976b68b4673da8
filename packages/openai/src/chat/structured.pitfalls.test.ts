import {
  ContentFilterError,
  OutputTruncatedError,
  RefusalError,
  ResponseValidationError,
  StreamTruncatedError,
} from "@zoetrope/core";
import { openaiCall } from "@zoetrope/openai";
import { createTestClient, type TestAnswer } from "@zoetrope/openai/testing";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { chunk, streamed, usageOf, whole, wholeCalls } from "./__fixtures__/structured-answers.js";

const Book = z.object({ title: z.string(), pages: z.number().nullable(), kind: z.enum(["novel", "essay"]) });
const dune = { title: "Dune", pages: 412.5, kind: "novel" };

function streamOf<S extends z.ZodType>(
  responseModel: S,
  answers: readonly TestAnswer[],
  options: { retry?: { validation: number } } = {},
) {
  return openaiCall("m", { client: createTestClient(answers), responseModel, stream: true, ...options })(() => "?")();
}

/** What both forms of a call throw for the same answer. */
async function failures(responseModel: z.ZodType, answer: TestAnswer, asStream: readonly TestAnswer[]) {
  const caught = (reason: unknown): unknown => reason;
  const client = createTestClient([answer]);
  const looped = streamOf(responseModel, asStream);
  const loop = async () => {
    for await (const _ of looped);
  };
  return Promise.all([
    openaiCall("m", { client, responseModel })(() => "?")().catch(caught),
    streamOf(responseModel, asStream).final().catch(caught),
    loop().catch(caught),
  ]);
}

describe("R2, R3: partials", () => {
  test("R2: a field never flickers away, strings only grow, a half number is never shown", async () => {
    for (const size of [1, 2, 3, 5, 8]) {
      const stream = streamOf(Book, [streamed(JSON.stringify(dune), size)]);
      let before: Readonly<Record<string, unknown>> = {};
      for await (const _ of stream) {
        const now = { ...stream.snapshot() };
        expect(Object.keys(now)).toEqual(expect.arrayContaining(Object.keys(before)));
        for (const key of ["title", "kind"] as const)
          expect(now[key] ?? "").toMatch(new RegExp(`^${String(before[key] ?? "")}`));
        expect([undefined, 412.5]).toContain(now.pages);
        before = now;
      }
      expect(before).toEqual(dune);
    }
  });

  test("R3: T | null, enums, literals and refinements never make a partial throw", async () => {
    const Model = z
      .object({
        a: z.string().nullable(),
        b: z.enum(["yes", "no"]),
        c: z.literal("exactly"),
        d: z.union([z.object({ kind: z.literal("x"), n: z.number() }), z.object({ kind: z.literal("y") })]),
        e: z.string().refine((text) => {
          if (text === "whole") return true;
          throw new Error(`asked about ${text}`);
        }),
      })
      .refine(({ a }) => a === null);
    const value = { a: null, b: "yes", c: "exactly", d: { kind: "x", n: 1 }, e: "whole" };
    const stream = streamOf(Model, [streamed(JSON.stringify(value), 1)]);
    for await (const _ of stream) expect(stream.issues).toEqual([]);
    expect(await stream.final()).toEqual(value);
  });
});

test("R5: the final object of a stream is validated, by the loop and by final()", async () => {
  const wrong = JSON.stringify({ ...dune, kind: "poem" });
  const [plain, final, loop] = await failures(Book, whole(wrong), [streamed(wrong)]);
  for (const error of [plain, final, loop]) {
    expect(error).toBeInstanceOf(ResponseValidationError);
    expect(error).toMatchObject({ issues: [{ path: ["kind"] }], text: wrong });
  }
});

test("R6: retry asks a whole call again, with every failed answer", async () => {
  const client = createTestClient([whole("{}"), whole('{"title":1}'), whole(JSON.stringify(dune))]);
  const ask = openaiCall("m", { client, responseModel: Book, retry: { validation: 2 } })(() => "?");
  expect(await ask()).toEqual(dune);
  expect(client.requests.map(({ body }) => Object(body["messages"]).length)).toEqual([1, 3, 5]);
  const short = createTestClient([whole("{}"), whole("{}"), whole(JSON.stringify(dune))]);
  await expect(
    openaiCall("m", { client: short, responseModel: Book, retry: { validation: 1 } })(() => "?")(),
  ).rejects.toMatchObject({ attempts: [{}, {}] });
  expect(short.requests).toHaveLength(2);
});

describe("R7: an answer that is none is told as what it is, and not asked for again", () => {
  test("R7: truncation is no validation error", async () => {
    const cut = '{"title":"Du';
    const errors = await failures(Book, whole(cut, { finish: "length" }), [streamed(cut, 4, { finish: "length" })]);
    for (const error of errors) {
      expect(error).toBeInstanceOf(OutputTruncatedError);
      expect(error).toMatchObject({ response: { content: cut, finishReasons: ["length"] } });
    }
    // Also where what came would pass.
    await expect(streamOf(z.string(), [streamed("Once upon", 4, { finish: "length" })]).final()).rejects.toBeInstanceOf(
      OutputTruncatedError,
    );
  });

  test("R7: refusals and content filters", async () => {
    const no = "I cannot help with that.";
    const refusals = await failures(Book, whole(null, {}, no), [
      [chunk({ refusal: no.slice(0, 9) }), chunk({ refusal: no.slice(9) }), chunk({}, "stop")],
    ]);
    for (const error of refusals) {
      expect(error).toBeInstanceOf(RefusalError);
      expect(error).toMatchObject({ message: expect.stringContaining(no), response: { refusal: no } });
    }
    const filtered = await failures(Book, whole('{"ti', { finish: "content_filter" }), [
      streamed('{"ti', 4, { finish: "content_filter" }),
    ]);
    for (const error of filtered) expect(error).toBeInstanceOf(ContentFilterError);
    const client = createTestClient([whole(null, {}, no)]);
    const ask = openaiCall("m", { client, responseModel: Book, retry: { validation: 3 } })(() => "?");
    await expect(ask()).rejects.toBeInstanceOf(RefusalError);
    expect(client.requests).toHaveLength(1);
  });

  test("R7: a body that ends before the answer does is the stream's own error", async () => {
    const stream = streamOf(Book, [
      'data: {"object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"{\\"title\\""}}]}\n\n',
    ]);
    const loop = async () => {
      for await (const _ of stream);
    };
    await expect(loop()).rejects.toBeInstanceOf(StreamTruncatedError);
    await expect(stream.final()).rejects.toBeInstanceOf(StreamTruncatedError);
  });
});

test("R8: the object is found in fences and prose, brackets before it included", async () => {
  const text = JSON.stringify(dune);
  const answers = [
    `\`\`\`json\n${text}\n\`\`\``,
    `Sure! Here is [the object] you {asked} for:\n${text}\nAnything else?`,
    `<think>maybe {"title": no</think>${text}`.replace('{"title": no', "[1"),
    ` \n${text}`,
  ];
  for (const answer of answers) {
    expect(
      await openaiCall("m", { client: createTestClient([whole(answer)]), responseModel: Book })(() => "?")(),
    ).toEqual(dune);
    const stream = streamOf(Book, [streamed(answer, 3)]);
    for await (const book of stream) expect(dune.title.startsWith(book.title ?? "")).toBe(true);
    expect(await stream.final()).toEqual(dune);
  }
});

test("R9: an error carries the text, the response and what it cost, and shows none of it to a logger", async () => {
  const answer = whole('{"title":7}', { usage: usageOf(11, 3) });
  const error = await openaiCall("m", { client: createTestClient([answer]), responseModel: Book })(() => "?")().catch(
    (reason: unknown) => reason,
  );
  if (!ResponseValidationError.isInstance(error)) throw error;
  expect(error.text).toBe('{"title":7}');
  expect(error.response).toMatchObject({ content: '{"title":7}', finishReasons: ["stop"] });
  expect(error.response.usage).toEqual(usageOf(11, 3));
  expect(error.usage).toEqual({
    inputTokens: 11,
    cachedTokens: null,
    outputTokens: 3,
    reasoningTokens: null,
    totalTokens: 14,
  });
  expect(error.issues.map(({ path }) => path)).toEqual([["title"], ["pages"], ["kind"]]);
  expect(error.message).toMatch(/- title: .*\n- pages: .*\n- kind: /);
  expect(Object.keys(error)).not.toContain("response");
});

describe("T13, T14, T15 for response models", () => {
  test("T13: null for an absent field becomes absent, at any depth, in streams and elements, too; a nullable one keeps it", async () => {
    const Author = z.object({ name: z.string(), born: z.number().optional(), died: z.number().nullable() });
    const Model = z.object({ authors: z.array(Author), note: z.string().optional(), lang: z.string().default("en") });
    const text = '{"authors":[{"name":"Ada","born":null,"died":null}],"note":null,"lang":null}';
    const value = { authors: [{ name: "Ada", died: null }], lang: "en" };
    expect(
      await openaiCall("m", { client: createTestClient([whole(text)]), responseModel: Model })(() => "?")(),
    ).toEqual(value);
    const stream = streamOf(Model, [streamed(text)]);
    for await (const _ of stream) expect(stream.issues).toEqual([]);
    expect(await stream.final()).toEqual(value);
  });

  test("T14: what JSON Schema cannot express throws at decoration, naming the path", () => {
    const Model = z.object({ book: z.object({ published: z.date() }) });
    for (const mode of ["auto", "strict", "tool"] as const) {
      expect(() => openaiCall("m", { responseModel: Model, mode })).toThrow(/book\.published/);
    }
    expect(() => openaiCall("m", { responseModel: z.never() })).toThrow(/z\.never\(\)/);
  });

  test("T14: JSON mode needs no JSON Schema, so a schema with a date is fine there, streamed or not", async () => {
    const Model = z.object({ published: z.coerce.date(), note: z.string() });
    const text = '{"published":"1965-08-01","note":"x"}';
    const client = createTestClient([whole(text), streamed(text)]);
    const options = { client, responseModel: Model, mode: "json" } as const;
    const value = { published: new Date("1965-08-01"), note: "x" };
    expect(await openaiCall("m", options)(() => "?")()).toEqual(value);
    expect(await openaiCall("m", { ...options, stream: true })(() => "?")().final()).toEqual(value);
    expect(client.requests[0]?.body["response_format"]).toEqual({ type: "json_object" });
  });

  test("T15: a field with a default is not required of the model, but where strict asks for all", async () => {
    const Model = z.object({ lang: z.string().default("en") });
    const request = await openaiCall("m", { responseModel: Model, mode: "tool" })(() => "?").toRequest();
    expect(request.tools).toMatchObject([{ function: { parameters: { properties: { lang: {} } } } }]);
    expect(JSON.stringify(request.tools)).not.toContain("required");
    const client = createTestClient([wholeCalls(["response", ""])]);
    expect(await openaiCall("m", { client, responseModel: Model, mode: "tool" })(() => "?")()).toEqual({ lang: "en" });
  });
});

test("whatever value the model writes, in whatever pieces, a stream and a whole call make the same of it", async () => {
  const Model = z.object({
    a: z.array(z.union([z.string(), z.number()])).optional(),
    b: z.record(z.string(), z.boolean()).nullable(),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.jsonValue({ maxDepth: 3 }),
      fc.boolean(),
      fc.integer({ min: 1, max: 7 }),
      async (json, fits, size) => {
        const text = JSON.stringify(fits ? { a: [1, "x"], b: { yes: true, json: json !== null } } : json);
        const outcome = (call: Promise<unknown>) =>
          call.catch((error: unknown) => (ResponseValidationError.isInstance(error) ? error.issues : "other"));
        const asWhole = openaiCall("m", {
          client: createTestClient([whole(text)]),
          responseModel: Model,
          mode: "json",
        })(() => "?")();
        const client = createTestClient([streamed(text, size)]);
        const asStream = openaiCall("m", { client, responseModel: Model, mode: "json", stream: true })(
          () => "?",
        )().final();
        const [first, second] = await Promise.all([outcome(asWhole), outcome(asStream)]);
        expect(first).not.toBe("other");
        expect(second).toEqual(first);
      },
    ),
    { numRuns: 100 },
  );
});
