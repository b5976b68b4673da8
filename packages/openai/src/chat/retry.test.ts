import { CallOptionsError, StreamTimeoutError, StreamTruncatedError, type CallFailure } from "@zoetrope/core";
import { openaiCall, type OpenAIStream } from "@zoetrope/openai";
import {
  cut,
  done,
  json,
  pause,
  sse,
  stall,
  startTestServer,
  type Reply,
  type TestServer,
} from "@zoetrope/test-server";
import OpenAI from "openai";
import { describe, expect, expectTypeOf, test } from "vitest";
import * as z from "zod";
import { ask, askWhole, clientOf, read } from "./__fixtures__/ask-server.js";
import { answer, callDelta, finish, text, usage } from "./__fixtures__/chat-chunks.js";

const busy: Reply = json(503, { error: { message: "busy" } });
const whole: Reply = json(200, {
  object: "chat.completion",
  model: "gpt-4o-mini",
  choices: [{ index: 0, message: { role: "assistant", content: "Hello" }, finish_reason: "stop" }],
});
const streamed: Reply = { body: answer("Hel", "lo") };
/** Fails behind its first text. */
const torn: Reply = { body: [...sse(text("Bad")), pause(5), cut()] };

async function serving(...replies: readonly Reply[]): Promise<TestServer> {
  const server = await startTestServer();
  for (const reply of replies) server.reply(reply);
  return server;
}

describe("retry", () => {
  test("a stream is asked for again until an answer comes, and its reader sees nothing of it", async () => {
    await using server = await serving(busy, { body: [cut()] }, streamed);
    const stream = ask(server, { retry: { attempts: 3, delay: 0 } });
    expect(await read(stream)).toMatchObject({ text: "Hello", error: undefined });
    expect(server.requests).toHaveLength(3);
    expect(stream.attempt).toBe(3);
    const [refused, broken, ...others] = stream.constructCallResponse().attempts;
    expect(others).toEqual([]);
    expect(refused).toMatchObject({ attempt: 1, usage: null });
    expect(refused?.error).toBeInstanceOf(OpenAI.APIError);
    expect(broken).toMatchObject({ attempt: 2 });
    expect(broken!.endedAt).toBeGreaterThanOrEqual(broken!.startedAt!);
  });

  test("so is a whole answer", async () => {
    await using server = await serving(busy, busy, whole);
    const response = await askWhole(server, { retry: { attempts: 3, delay: 0 } });
    expect(response.content).toBe("Hello");
    expect(response.attempts.map(({ attempt, error }) => [attempt, (error as { status?: unknown }).status])).toEqual([
      [1, 503],
      [2, 503],
    ]);
  });

  test.each(["stream", "whole"] as const)("M5: ours are not multiplied by the SDK's own: %s", async (kind) => {
    await using server = await serving(busy);
    const options = { client: clientOf(server, 5), retry: { attempts: 3, delay: 0 } };
    const error: unknown =
      kind === "stream"
        ? (await read(ask(server, options))).error
        : await askWhole(server, options).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(OpenAI.InternalServerError);
    expect(server.requests).toHaveLength(3);
  });

  test("without attempts the SDK's own retries hold", async () => {
    await using server = await serving(json(503, {}), streamed);
    const stream = ask(server, { client: clientOf(server, 1), retry: { validation: 0 } });
    expect(await read(stream)).toMatchObject({ text: "Hello" });
    expect(stream.attempt).toBe(1);
  });

  test.each([400, 401])("%i is not asked again, whatever `on` says", async (status) => {
    await using server = await serving(json(status, { error: { message: "no" } }), streamed);
    const { error } = await read(ask(server, { retry: { attempts: 3, delay: 0, on: () => true } }));
    expect(error).toMatchObject({ status });
    expect(server.requests).toHaveLength(1);
  });

  test.each<[string, Reply, number]>([
    ["404", json(404, { error: { message: "no such model" } }), 1],
    ["a quota that is used up", json(429, { error: { message: "pay", code: "insufficient_quota" } }), 1],
    ["what the server says is in vain", { ...busy, headers: { "x-should-retry": "false" } }, 1],
    ["what the server says is not in vain", { ...json(404, {}), headers: { "x-should-retry": "true" } }, 2],
    ["429", json(429, { error: { message: "slow down" } }), 2],
    ["408", json(408, {}), 2],
    ["an overloaded provider, behind the headers", { body: sse({ error: { code: 503, message: "overloaded" } }) }, 2],
    ["a request that the provider found wrong, behind the headers", { body: sse({ error: { code: 400 } }) }, 1],
    ["an answer that was cut before its first word", { body: [": waiting\n\n"] }, 2],
    ["HTML", { body: ["<!doctype html>"] }, 1],
  ])("by default: %s", async (_, reply, requests) => {
    await using server = await serving(reply, streamed);
    await read(ask(server, { retry: { attempts: 2, delay: 0 } }));
    expect(server.requests).toHaveLength(requests);
  });

  test("`on` is told the failure", async () => {
    await using server = await serving(json(418, { error: { message: "tea", code: "teapot" } }), streamed);
    const failures: CallFailure[] = [];
    const on = (failure: CallFailure) => failures.push(failure) > 0;
    expect(await read(ask(server, { retry: { attempts: 2, delay: 0, on } }))).toMatchObject({ text: "Hello" });
    expect(failures).toMatchObject([{ kind: "refused", status: 418, code: "teapot", attempt: 1, hasContent: false }]);
  });

  test("what `on` throws, the loop throws", async () => {
    await using server = await serving(busy);
    const mistake = new Error("mine");
    const on = (): boolean => {
      throw mistake;
    };
    const { error } = await read(ask(server, { retry: { attempts: 2, on } }));
    expect(error).toBe(mistake);
    expect(server.requests).toHaveLength(1);
  });

  test.each(["retry-after-ms", "retry-after"])("the server's %s counts before the delay", async (header) => {
    const headers = { "content-type": "application/json", [header]: header === "retry-after" ? "0" : "1" };
    await using server = await serving({ status: 429, headers, body: ["{}"] }, streamed);
    // The delay alone would be past the budget.
    const stream = ask(server, { retry: { attempts: 2, delay: 1e9, budget: 10_000 } });
    expect(await read(stream)).toMatchObject({ text: "Hello" });
  });

  test("a wait that is longer than the budget is not begun", async () => {
    const headers = { "content-type": "application/json", "retry-after": "3600" };
    await using server = await serving({ status: 429, headers, body: ["{}"] }, streamed);
    const { error } = await read(ask(server, { retry: { attempts: 2 } }));
    expect(error).toBeInstanceOf(OpenAI.RateLimitError);
  });

  test("an abort ends the wait at once", async () => {
    const headers = { "content-type": "application/json", "retry-after": "30" };
    await using server = await serving({ status: 429, headers, body: ["{}"] });
    const controller = new AbortController();
    for (const asked of [
      read(ask(server, { retry: { attempts: 2 }, signal: controller.signal })).then(({ error }) => error),
      askWhole(server, { retry: { attempts: 2 }, signal: controller.signal }).catch((error: unknown) => error),
    ]) {
      await server.until(() => server.requests.length > 0);
      controller.abort("enough");
      expect(await asked).toBe("enough");
    }
  });

  test("a prompt that fails is asked once", async () => {
    await using server = await serving(streamed);
    const mistake = new Error("mine");
    let calls = 0;
    const prompt = (): Promise<string> => {
      calls++;
      return Promise.reject(mistake);
    };
    const { error } = await read(ask(server, { retry: { attempts: 5, on: () => true } }, prompt));
    expect(error).toBe(mistake);
    expect(calls).toBe(1);
  });
});

describe("behind the first content", () => {
  test("a failure is told, unless midStream says otherwise", async () => {
    await using server = await serving(torn, streamed);
    const stream = ask(server, { retry: { attempts: 3, delay: 0 } });
    const { text: seen, error } = await read(stream);
    expect([seen, server.requests.length]).toEqual(["Bad", 1]);
    expect(error).toMatchObject({ name: "StreamTransportError", partial: { content: "Bad" } });
  });

  test("restart: the answer begins anew, the stream's attempt tells, and what was read of the first is kept", async () => {
    await using server = await serving(torn, streamed);
    const stream = ask(server, { retry: { attempts: 2, delay: 0 }, midStream: "restart" });
    const seen: [number, string][] = [];
    for await (const [chunk] of stream) seen.push([stream.attempt, chunk.content]);
    expect(seen.filter(([, content]) => content !== "")).toEqual([
      [1, "Bad"],
      [2, "Hel"],
      [2, "lo"],
    ]);
    expect(stream.content).toBe("Hello");
    expect(stream.attempts[0]?.response?.content).toBe("Bad");
    expect(stream.constructCallResponse().content).toBe("Hello");
  });

  test.each(["strict", "tool"] as const)("restart: a value begins anew, too: %s", async (mode) => {
    const piece = (json: string, at: number) =>
      mode === "strict"
        ? text(json)
        : callDelta({ index: 0, ...(at === 0 ? { id: "c1", name: "Book" } : {}), args: json });
    const first = ['{"title":"Bad'].map(piece);
    const second = ['{"title":"Du', 'ne"}'].map(piece);
    await using server = await serving(
      { body: [...sse(...first), pause(5), cut()] },
      { body: [...sse(...second, finish(mode === "strict" ? "stop" : "tool_calls"), usage(1, 1)), done()] },
    );
    const Book = z.object({ title: z.string() }).meta({ title: "Book" });
    const stream = openaiCall("m", {
      stream: true,
      responseModel: Book,
      mode,
      client: clientOf(server),
      retry: { attempts: 2, delay: 0 },
      midStream: "restart",
    })(() => "Hi")();
    const seen: [number, string | undefined][] = [];
    for await (const partial of stream) seen.push([stream.attempt, partial.title]);
    expect(seen).toEqual([
      [1, "Bad"],
      [2, "Du"],
      [2, "Dune"],
    ]);
    expect(await stream.final()).toEqual({ title: "Dune" });
  });
});

describe("fallback", () => {
  const prompt = (name: string): string => `Hello, ${name}`;

  test("the same prompt by another model, client and params, when the call has failed for good", async () => {
    await using server = await serving(busy);
    await using other = await serving(streamed);
    const stream = openaiCall("first", {
      stream: true,
      client: clientOf(server),
      callParams: { temperature: 1 },
      retry: { attempts: 2, delay: 0 },
      fallback: [{ model: "second", client: clientOf(other), callParams: { temperature: 0 } }],
    })(prompt)("Ada");
    expect(await read(stream)).toMatchObject({ text: "Hello", error: undefined });
    expect([server.requests.length, other.requests.length]).toEqual([2, 1]);
    expect(JSON.parse(other.requests[0]!.body)).toMatchObject({
      model: "second",
      temperature: 0,
      messages: [{ role: "user", content: "Hello, Ada" }],
    });
    expect(stream.callParams).toMatchObject({ model: "second", temperature: 0 });
    expect(stream.attempts).toHaveLength(2);
  });

  test("another call, made with the same arguments, with its own options", async () => {
    await using server = await serving(busy);
    await using other = await serving(busy, streamed);
    const second = openaiCall("second", { stream: true, client: clientOf(other), retry: { attempts: 2, delay: 0 } })(
      (name: string) => `Good day, ${name}`,
    );
    const first = openaiCall("first", { stream: true, client: clientOf(server), fallback: [second] })(prompt);
    expectTypeOf(first).returns.toEqualTypeOf<OpenAIStream>();
    const stream = first("Ada");
    expect(await read(stream)).toMatchObject({ text: "Hello", error: undefined });
    expect(JSON.parse(other.requests[1]!.body)).toMatchObject({
      model: "second",
      messages: [{ role: "user", content: "Good day, Ada" }],
    });
    expect(stream.constructCallResponse().messages).toEqual([{ role: "user", content: "Good day, Ada" }]);
    expect(stream.attempt).toBe(3);
  });

  test("of calls without a stream, parsed by whoever answers", async () => {
    await using server = await serving(busy);
    await using other = await serving(whole);
    const second = openaiCall("second", { client: clientOf(other), outputParser: ({ content }) => `${content}!` })(
      prompt,
    );
    const first = openaiCall("first", {
      client: clientOf(server),
      outputParser: ({ content }) => content,
      fallback: [second],
    })(prompt);
    expect(await first("Ada")).toBe("Hello!");
    const routed = openaiCall("first", {
      client: clientOf(server),
      outputParser: ({ content }, { attempts }) => [content, attempts.length],
      fallback: [{ client: clientOf(other) }],
    })(prompt);
    expect(await routed("Ada")).toEqual(["Hello", 1]);
  });

  test("in their order, each where its predicate lets it", async () => {
    await using server = await serving(busy);
    await using other = await serving(streamed);
    const asked: string[] = [];
    const on = (name: string, answer: boolean) => (failure: CallFailure) => {
      asked.push(`${name} ${failure.status}`);
      return answer;
    };
    const { error, text: seen } = await read(
      ask(server, {
        fallback: [
          { model: "never", on: on("a", false) },
          { model: "fails", on: on("b", true) },
          { model: "answers", client: clientOf(other), on: on("c", true) },
        ],
      }),
    );
    expect([error, seen, asked]).toEqual([undefined, "Hello", ["a 503", "b 503", "c 503"]]);
    expect(server.requests.map(({ body }) => JSON.parse(body).model)).toEqual(["gpt-4o-mini", "fails"]);
  });

  test.each([400, 401])("never after %i", async (status) => {
    await using server = await serving(json(status, {}));
    await using other = await serving(whole, streamed);
    const fallback = [{ client: clientOf(other), on: () => true }];
    await expect(askWhole(server, { fallback })).rejects.toMatchObject({ status });
    expect((await read(ask(server, { fallback }))).error).toMatchObject({ status });
    expect(other.requests).toEqual([]);
  });

  test("nor after an abort, nor after what a parser throws", async () => {
    await using server = await serving({ body: [stall()] });
    await using other = await serving(whole);
    const controller = new AbortController();
    const fallback = [{ client: clientOf(other) }];
    const asked = askWhole(server, { fallback, signal: controller.signal }).catch((error: unknown) => error);
    await server.until(() => server.requests.length === 1);
    controller.abort("enough");
    expect(await asked).toBe("enough");
    const mistake = new TypeError("mine");
    const parsed = openaiCall("m", {
      client: clientOf(other),
      fallback: [{ model: "second" }],
      outputParser() {
        throw mistake;
      },
    })(() => "Hi");
    await expect(parsed()).rejects.toBe(mistake);
    expect(other.requests).toHaveLength(1);
  });

  test("a value, streamed and whole", async () => {
    const Book = z.object({ title: z.string() });
    const json = '{"title":"Dune"}';
    await using server = await serving(busy);
    await using other = await serving({ body: answer(json) }, { body: answer(json) });
    const options = { client: clientOf(server), responseModel: Book, fallback: [{ client: clientOf(other) }] } as const;
    const stream = openaiCall("m", { ...options, stream: true })(() => "Hi")();
    expect(await stream.final()).toEqual({ title: "Dune" });
  });

  test("what makes no sense is told at decoration", () => {
    const call = (options: object) => () => openaiCall("m", { ...options } as object)(() => "Hi");
    for (const [options, message] of [
      [{ fallback: {} }, /fallback is a list/],
      [{ fallback: [{}] }, /fallback\[0\] must have a call/],
      [{ fallback: [{ modle: "x" }] }, /fallback\[0\]\.modle is no option/],
      [{ fallback: [{ call: () => "x", model: "y" }] }, /fallback\[0\] must have a call, or else/],
      [{ fallback: ["gpt-4o"] }, /fallback\[0\] is gpt-4o/],
      [{ fallback: [{ model: "x", on: true }] }, /fallback\[0\]\.on/],
      [{ retry: { attempts: 0 } }, /retry\.attempts is 0/],
      [{ retry: { delay: -1 } }, /retry\.delay is -1/],
      [{ retry: { budget: 0 } }, /retry\.budget is 0/],
      [{ retry: { on: 1 } }, /retry\.on is 1/],
      [{ retry: { tries: 3 } }, /retry\.tries is no option/],
      [{ midStream: "resume" }, /midStream is "resume"/],
      [{ timeouts: { idle: -1 } }, /timeouts\.idle is -1/],
      [{ stream: true, responseModel: z.object({}), fallback: [() => "x"] }, /stream of values/],
    ] as const) {
      expect(call(options)).toThrow(CallOptionsError);
      expect(call(options)).toThrow(message);
    }
  });

  test("a call of another kind does not compile, and is told when it is needed", async () => {
    await using server = await serving(busy);
    const other = (): string => "Hello";
    // @ts-expect-error The fallback returns text where the call returns a stream.
    const stream = openaiCall("m", { stream: true, client: clientOf(server), fallback: [other] })(() => "Hi")();
    expect((await read(stream)).error).toMatchObject({ name: "CallOptionsError" });
  });
});

describe("timeouts of a call", () => {
  test("idle: a stalled body is a StreamTimeoutError, and its socket is closed", async () => {
    await using server = await serving({ body: [...sse(text("Hello")), stall()] });
    const { error, text: seen } = await read(ask(server, { timeouts: { idle: 30 } }));
    expect(seen).toBe("Hello");
    expect(error).toBeInstanceOf(StreamTimeoutError);
    expect(error).toMatchObject({ limit: "idle", partial: { content: "Hello" }, provider: "openai" });
    await server.until(() => server.openSockets === 0);
  });

  test("and another attempt may follow", async () => {
    await using server = await serving({ body: [stall()] }, streamed);
    const stream = ask(server, { timeouts: { firstChunk: 30 }, retry: { attempts: 2, delay: 0 } });
    expect(await read(stream)).toMatchObject({ text: "Hello", error: undefined });
    expect(stream.attempts[0]?.error).toMatchObject({ limit: "firstChunk" });
  });

  test("total: a whole answer", async () => {
    await using server = await serving({ body: [stall()] });
    await expect(askWhole(server, { timeouts: { total: 30 } })).rejects.toMatchObject({
      name: "StreamTimeoutError",
      limit: "total",
      partial: null,
      provider: "openai",
    });
    await server.until(() => server.openSockets === 0);
  });

  test("total: over all attempts", async () => {
    await using server = await serving({ body: [...sse(text("Hello")), pause(20), cut()] });
    const stream = ask(server, {
      timeouts: { total: 120 },
      retry: { attempts: 1000, delay: 0 },
      midStream: "restart",
    });
    const { error } = await read(stream);
    expect(error).toMatchObject({ limit: "total" });
    expect(server.requests.length).toBeGreaterThan(1);
    expect(server.requests.length).toBeLessThan(20);
  });

  test("a truncated answer stays one when no attempt is left", async () => {
    await using server = await serving({ body: [] });
    const { error } = await read(ask(server, { retry: { attempts: 2, delay: 0 } }));
    expect(error).toBeInstanceOf(StreamTruncatedError);
    expect(server.requests).toHaveLength(2);
  });
});
