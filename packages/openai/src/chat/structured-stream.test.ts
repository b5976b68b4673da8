import { CallOptionsError, ResponseValidationError, StreamAbortedError, StreamConsumedError } from "@zoetrope/core";
import { openaiCall } from "@zoetrope/openai";
import { createTestClient } from "@zoetrope/openai/testing";
import { sse, stall, type TestServer } from "@zoetrope/test-server";
import * as fc from "fast-check";
import { describe, expect, expectTypeOf, test } from "vitest";
import * as z from "zod";
import { clientOf, serve } from "./__fixtures__/ask-server.js";
import { streamed, streamedCall } from "./__fixtures__/structured-answers.js";

const Person = z.object({ name: z.string(), age: z.int().min(0).max(150) });
const People = z.array(Person);
const atOnce = 500;

/** A server that sends this much of an answer, then nothing more, and keeps the connection. */
async function stalling(text: string): Promise<TestServer> {
  return serve([
    ...streamed(text, 4)
      .slice(0, -1)
      .flatMap((piece) => sse(piece)),
    stall(),
  ]);
}

function askStream<S extends z.ZodType>(server: TestServer, responseModel: S, failFast = false) {
  return openaiCall("m", { client: clientOf(server), responseModel, stream: true, failFast })(() => "Who?")();
}

describe("iterating", () => {
  test("yields one live object, each time that it changed; snapshot() copies it", async () => {
    const client = createTestClient([streamed('{"name":"Ada","age":36}', 1)]);
    const stream = openaiCall("m", { client, responseModel: Person, stream: true })(() => "Who?")();
    expect(stream.snapshot()).toBeUndefined();
    const seen: unknown[] = [];
    const objects = new Set<unknown>();
    for await (const person of stream) {
      objects.add(person);
      seen.push(stream.snapshot());
    }
    expect(objects.size).toBe(1);
    expect(seen).toEqual([{ name: "" }, { name: "A" }, { name: "Ad" }, { name: "Ada" }, { name: "Ada", age: 36 }]);
    expect(await stream.final()).toEqual({ name: "Ada", age: 36 });
  });

  test("isDone tells which parts are closed", async () => {
    const client = createTestClient([streamed('{"value":[{"name":"Ada","age":36},{"name":"Bo","age":7}]}', 1)]);
    const stream = openaiCall("m", { client, responseModel: People, stream: true })(() => "Who?")();
    const done: string[] = [];
    const paths = ["0.name", "0.age", "0", "1.name", "1", ""];
    for await (const _ of stream) {
      for (const path of paths) if (!done.includes(path) && stream.isDone(path)) done.push(path);
    }
    for (const path of paths) if (!done.includes(path) && stream.isDone(path)) done.push(path);
    expect(done).toEqual(paths);
    expect(stream.isDone(["1", "age"])).toBe(true);
    expect([stream.isDone("2"), stream.isDone("value"), stream.isDone("1.nobody")]).toEqual([false, false, false]);
  });

  test("one pass; final() after it, before it, and again", async () => {
    const answers = [streamed('{"name":"Ada","age":36}'), streamed('{"name":"Ada","age":36}')];
    const ask = openaiCall("m", { client: createTestClient(answers), responseModel: Person, stream: true })(
      () => "Who?",
    );
    const looped = ask();
    for await (const _ of looped);
    expect(() => looped[Symbol.asyncIterator]()).toThrow(StreamConsumedError);
    expect(() => looped.elements()).toThrow(CallOptionsError);
    const unlooped = ask();
    const [first, second] = await Promise.all([unlooped.final(), unlooped.final()]);
    expect([first, second]).toEqual([
      { name: "Ada", age: 36 },
      { name: "Ada", age: 36 },
    ]);
    expect(() => unlooped[Symbol.asyncIterator]()).toThrow(StreamConsumedError);
    expect(await unlooped.final()).toBe(first);
  });

  test("next() calls made at once wait for each other", async () => {
    const client = createTestClient([streamed('{"name":"Ada","age":36}', 6)]);
    const iterator = openaiCall("m", { client, responseModel: Person, stream: true })(() => "Who?")()[
      Symbol.asyncIterator
    ]();
    const results = await Promise.all(Array.from({ length: 9 }, () => iterator.next()));
    const firstDone = results.findIndex(({ done }) => done);
    expect(firstDone).toBeGreaterThan(0);
    expect(results.slice(firstDone).every(({ done }) => done)).toBe(true);
  });

  test("chunking never changes what is shown in the end, in content or in a tool's arguments", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ name: fc.string(), age: fc.integer({ min: 0, max: 150 }) }), { maxLength: 4 }),
        fc.integer({ min: 1, max: 9 }),
        fc.boolean(),
        async (people, size, asTool) => {
          const text = JSON.stringify({ value: people });
          const client = createTestClient([asTool ? streamedCall("response", text, size) : streamed(text, size)]);
          const mode = asTool ? "tool" : "auto";
          const stream = openaiCall("m", { client, responseModel: People, stream: true, mode })(() => "Who?")();
          for await (const _ of stream);
          expect(stream.snapshot()).toEqual(people);
          expect(await stream.final()).toEqual(people);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("leaving closes the socket at once", () => {
  test("break", async () => {
    await using server = await stalling('{"name":"Ada","a');
    for await (const person of askStream(server, Person)) if (person.name === "Ada") break;
    await server.until(() => server.openSockets === 0, atOnce);
    expect(server.requests).toHaveLength(1);
  });

  test("cancel while a read is pending; final() then says that it was left", async () => {
    await using server = await stalling('{"name":"Ada","a');
    const stream = askStream(server, Person);
    const reading = (async () => {
      for await (const _ of stream);
    })();
    await server.until(() => stream.snapshot()?.name === "Ada");
    stream.cancel("enough");
    await reading;
    await server.until(() => server.openSockets === 0, atOnce);
    expect(stream.source.ending).toEqual({ status: "aborted", cause: "enough" });
    await expect(stream.final()).rejects.toBeInstanceOf(StreamAbortedError);
  });

  test("await using", async () => {
    await using server = await stalling('{"name":"Ada","a');
    {
      await using stream = askStream(server, Person);
      expect((await stream[Symbol.asyncIterator]().next()).done).toBe(false);
    }
    await server.until(() => server.openSockets === 0, atOnce);
  });

  test("the signal, whose reason is thrown", async () => {
    await using server = await stalling('{"name":"Ada","a');
    const controller = new AbortController();
    const options = {
      client: clientOf(server),
      responseModel: Person,
      stream: true,
      signal: controller.signal,
    } as const;
    const stream = openaiCall("m", options)(() => "Who?")();
    const reading = (async () => {
      for await (const person of stream) if (person.name === "Ada") controller.abort("enough");
    })();
    await expect(reading).rejects.toBe("enough");
    await server.until(() => server.openSockets === 0, atOnce);
    await expect(stream.final()).rejects.toBe("enough");
  });

  test("before the first read, when nothing is sent", async () => {
    await using server = await stalling("{");
    const stream = askStream(server, Person);
    stream.cancel();
    for await (const _ of stream) throw new Error("nothing was sent");
    await expect(stream.final()).rejects.toBeInstanceOf(StreamAbortedError);
    expect(server.requests).toEqual([]);
  });
});

describe("validation on the way", () => {
  test("issues tells of a closed part before the answer is over; the failure comes at the end", async () => {
    const client = createTestClient([streamed('{"age":-1,"name":"Ada"}', 1)]);
    const stream = openaiCall("m", { client, responseModel: Person, stream: true })(() => "Who?")();
    let known: unknown;
    const loop = async () => {
      for await (const person of stream) if (person.name === "A") known = stream.issues;
    };
    await expect(loop()).rejects.toBeInstanceOf(ResponseValidationError);
    expect(known).toEqual([{ path: ["age"], message: expect.any(String) }]);
    await expect(stream.final()).rejects.toMatchObject({
      name: "ResponseValidationError",
      issues: [{ path: ["age"] }],
    });
  });

  test("failFast closes the socket on a failure that cannot heal", async () => {
    await using server = await stalling('{"value":[{"name":"Ada","age":36},{"name":"Bo","age":999},');
    const stream = askStream(server, People, true);
    const error = await stream.final().catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      issues: [{ path: [1, "age"] }],
      response: { content: expect.stringContaining("999") },
    });
    expect(ResponseValidationError.isInstance(error) && error.text).toContain('"age":999');
    await server.until(() => server.openSockets === 0, atOnce);
  });

  test("failFast leaves a tool's arguments, too, with their text", async () => {
    const start = streamedCall("response", '{"age":-1,"name":"A', 4).slice(0, -1);
    await using server = await serve([...start.flatMap((piece) => sse(piece)), stall()]);
    const options = {
      client: clientOf(server),
      responseModel: Person,
      stream: true,
      failFast: true,
      mode: "tool",
    } as const;
    const stream = openaiCall("m", options)(() => "Who?")();
    await expect(stream.final()).rejects.toMatchObject({
      issues: [{ path: ["age"] }],
      text: expect.stringContaining("-1"),
    });
    await server.until(() => server.openSockets === 0, atOnce);
  });

  test("transforms run at the end only, once, and what only they could tell is no failure before", async () => {
    let runs = 0;
    const Model = z.object({
      words: z.array(z.object({ text: z.string().transform((text) => `${text}${++runs}`) })),
      when: z.string().transform((text) => new Date(text)),
    });
    const client = createTestClient([streamed('{"words":[{"text":"a"}],"when":"2020-01-01"}', 1)]);
    const stream = openaiCall("m", { client, responseModel: Model, stream: true, failFast: true })(() => "?")();
    for await (const _ of stream) expect(runs).toBe(0);
    expect(await stream.final()).toEqual({ words: [{ text: "a1" }], when: new Date("2020-01-01") });
  });

  test("R1: each part is validated a bounded number of times, however long the list is", async () => {
    const checksOf = async (length: number): Promise<number> => {
      let checks = 0;
      const Model = z.array(z.object({ n: z.number().refine(() => ++checks > 0) }));
      const text = JSON.stringify(Array.from({ length }, (_, n) => ({ n })));
      const stream = openaiCall("m", {
        client: createTestClient([streamed(text)]),
        responseModel: Model,
        stream: true,
      })(() => "?")();
      expect(await stream.final()).toHaveLength(length);
      return checks;
    };
    const [few, many] = [await checksOf(100), await checksOf(400)];
    expect(many).toBe(4 * few);
    expect(few).toBeLessThanOrEqual(400);
  });
});

describe("elements", () => {
  test("come when they close, validated and transformed", async () => {
    const Words = z.array(z.object({ text: z.string().transform((text) => text.length), n: z.number().optional() }));
    await using server = await stalling('{"value":[{"text":"abc","n":null},{"text":"de","n":1},{"te');
    const stream = askStream(server, Words);
    const seen: unknown[] = [];
    for await (const word of stream.elements()) {
      expectTypeOf(word).toEqualTypeOf<{ text: number; n?: number | undefined }>();
      seen.push(word);
      if (seen.length === 2) break;
    }
    expect(seen).toEqual([{ text: 3 }, { text: 2, n: 1 }]);
    await server.until(() => server.openSockets === 0, atOnce);
  });

  test("at a path; many in one chunk; the last ones, too", async () => {
    const Library = z.object({ name: z.string(), shelves: z.array(z.object({ books: z.array(z.string()) })) });
    const library = { name: "L", shelves: [{ books: ["a", "b"] }, { books: ["c"] }] };
    const answers = Array.from({ length: 3 }, () => streamed(JSON.stringify(library), 1000));
    const ask = openaiCall("m", { client: createTestClient(answers), responseModel: Library, stream: true })(() => "?");
    const collect = async <T>(elements: AsyncIterable<T>): Promise<T[]> => {
      const all: T[] = [];
      for await (const element of elements) all.push(element);
      return all;
    };
    const shelves = await collect(ask().elements("shelves"));
    expectTypeOf(shelves).toEqualTypeOf<{ books: string[] }[]>();
    expect(shelves).toEqual(library.shelves);
    const books = await collect(ask().elements("shelves.0.books"));
    expectTypeOf(books).toEqualTypeOf<string[]>();
    expect(books).toEqual(["a", "b"]);
    const stream = ask();
    expect(() => stream.elements("name")).toThrow(/an array at "name"/);
    expect(() => stream.elements("shelfs" as "shelves")).toThrow(CallOptionsError);
    // Refused, and so not consumed.
    expect(await stream.final()).toEqual(library);
  });

  test("one that does not fit is left out, and the loop ends with the failure", async () => {
    const text = '[{"name":"Ada","age":36},{"name":"Bo","age":-1},{"name":"Cy","age":1}]';
    const stream = openaiCall("m", { client: createTestClient([streamed(text)]), responseModel: People, stream: true })(
      () => "?",
    )();
    const names: string[] = [];
    const loop = async () => {
      for await (const person of stream.elements()) names.push(person.name);
    };
    await expect(loop()).rejects.toMatchObject({ issues: [{ path: [1, "age"] }] });
    expect(names).toEqual(["Ada", "Cy"]);
  });
});

describe("retry", () => {
  const wrong = streamed('{"name":"Ada","age":-1}', 4, {
    usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
  });
  const right = streamed('{"name":"Ada","age":36}', 4, {
    usage: { prompt_tokens: 30, completion_tokens: 6, total_tokens: 36 },
  });

  test("R6: asks again with the errors; the reader sees the new attempt's partials after the marker", async () => {
    const client = createTestClient([wrong, right]);
    const options = { client, responseModel: Person, stream: true, retry: { validation: 2 } } as const;
    const stream = openaiCall("m", options)(() => "Who?")();
    const seen: [attempt: number, age: number | undefined][] = [];
    const objects = new Set<unknown>();
    for await (const person of stream) {
      objects.add(person);
      seen.push([stream.attempt, person.age]);
    }
    expect(new Set(seen.map(([attempt]) => attempt))).toEqual(new Set([1, 2]));
    expect(seen).toEqual(seen.toSorted(([a], [b]) => a - b));
    expect([seen.find(([, age]) => age === -1)?.[0], seen.at(-1)]).toEqual([1, [2, 36]]);
    expect(objects.size).toBe(2);
    expect(await stream.final()).toEqual({ name: "Ada", age: 36 });
    expect(stream.usage).toMatchObject({ inputTokens: 40, outputTokens: 11, totalTokens: 51 });
    expect(stream.attempts.map(({ usage }) => usage?.totalTokens)).toEqual([15, 36]);
    expect(client.requests).toHaveLength(2);
    const messages = client.requests[1]?.body["messages"];
    expect(messages).toEqual([
      { role: "user", content: "Who?" },
      { role: "assistant", content: '{"name":"Ada","age":-1}' },
      {
        role: "user",
        content: expect.stringMatching(/^This answer does not fit its schema:\n- age: .+\nAnswer again/),
      },
    ]);
    // The first request's body, else unchanged.
    expect({ ...client.requests[1]?.body, messages: null }).toEqual({ ...client.requests[0]?.body, messages: null });
  });

  test("the last failure is thrown, with every attempt", async () => {
    const stream = openaiCall("m", {
      client: createTestClient([wrong, wrong]),
      responseModel: Person,
      stream: true,
      retry: { validation: 1 },
    })(() => "Who?")();
    const error = await stream.final().catch((reason: unknown) => reason);
    if (!ResponseValidationError.isInstance(error)) throw error;
    expect(error.attempts).toHaveLength(2);
    expect(error.usage).toMatchObject({ totalTokens: 30 });
    expect(error.message).toContain("after 2 attempts");
  });

  test("after failFast the next attempt is asked with what had come; elements begin anew", async () => {
    const start = streamed('[{"name":"Ada","age":1},{"name":"Bo","age":-1},{"na', 4).slice(0, -1);
    await using server = await serve(
      [...start.flatMap((piece) => sse(piece)), stall()],
      streamed('[{"name":"Cy","age":2}]', 4).flatMap((piece) => sse(piece)),
    );
    const options = { client: clientOf(server), responseModel: People, stream: true, failFast: true } as const;
    const stream = openaiCall("m", { ...options, retry: { validation: 1 } })(() => "Who?")();
    const seen: [number, string][] = [];
    for await (const { name } of stream.elements()) seen.push([stream.attempt, name]);
    expect(seen).toEqual([
      [1, "Ada"],
      [2, "Cy"],
    ]);
    expect(JSON.parse(server.requests[1]?.body ?? "")).toMatchObject({
      messages: [
        {},
        { role: "assistant", content: expect.stringContaining('"Bo"') },
        { content: expect.stringContaining("[1].age") },
      ],
    });
  });

  test("a call of the tool that stands for the value is answered with the errors", async () => {
    const client = createTestClient([
      streamedCall("response", '{"name":"Ada"}'),
      streamedCall("response", '{"name":"Ada","age":36}'),
    ]);
    const options = { client, responseModel: Person, stream: true, mode: "tool", retry: { validation: 1 } } as const;
    expect(await openaiCall("m", options)(() => "Who?")().final()).toEqual({ name: "Ada", age: 36 });
    expect(client.requests[1]?.body["messages"]).toMatchObject([
      { role: "user" },
      {
        role: "assistant",
        tool_calls: [{ id: "call_0", function: { name: "response", arguments: '{"name":"Ada"}' } }],
      },
      { role: "tool", tool_call_id: "call_0", content: expect.stringContaining("- age: ") },
    ]);
  });

  test("leaving between attempts asks no more", async () => {
    const client = createTestClient([wrong, right]);
    const options = { client, responseModel: Person, stream: true, retry: { validation: 1 } } as const;
    for await (const person of openaiCall("m", options)(() => "Who?")()) if (person.age === -1) break;
    expect(client.requests).toHaveLength(1);
  });
});
