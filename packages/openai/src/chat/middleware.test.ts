import { CallOptionsError, withMiddleware, type CallEvent, type Middleware } from "@zoetrope/core";
import {
  BaseTool,
  OpenAIPrompt,
  openaiCall,
  type OpenAICallResponse,
  type OpenAICallResponseChunk,
} from "@zoetrope/openai";
import { cut, done, json, sse, stall, startTestServer, type Reply, type TestServer } from "@zoetrope/test-server";
import { expect, expectTypeOf, test } from "vitest";
import * as z from "zod";
import { clientOf, read } from "./__fixtures__/ask-server.js";
import { answer, callDelta, finish, text } from "./__fixtures__/chat-chunks.js";

const whole: Reply = json(200, {
  object: "chat.completion",
  choices: [{ index: 0, message: { role: "assistant", content: "Hello" }, finish_reason: "stop" }],
});

async function serving(...replies: readonly Reply[]): Promise<TestServer> {
  const server = await startTestServer();
  for (const reply of replies) server.reply(reply);
  return server;
}

/** Writes down what it is told: the types, joined where one follows itself. */
function watcher() {
  const events: CallEvent[] = [];
  const middleware: Middleware = { onEvent: (event) => void events.push(event) };
  const types = (): string =>
    events
      .map(({ type }) => type)
      .filter((type, at, all) => type !== all[at - 1])
      .join(" ");
  return { events, middleware, types };
}

class Tell extends BaseTool.with({ word: z.string() }) {
  override call(): string {
    return this.word;
  }
}

test("a stream: start, its chunks and tools, and one end with the response; typed by the call", async () => {
  const calling = [callDelta({ index: 0, id: "c1", name: "Tell", args: '{"word":"x"}' }), finish("tool_calls")];
  await using server = await serving({ body: [...sse(text("Hi"), ...calling), done()] });
  const call = openaiCall("m", { stream: true, tools: [Tell], client: clientOf(server) })((name: string) => name);
  const seen: string[] = [];
  const watched = withMiddleware(call, {
    onEvent(event) {
      if (event.type === "chunk") expectTypeOf(event.chunk).toEqualTypeOf<OpenAICallResponseChunk>();
      if (event.type === "tool" && event.tool instanceof Tell) seen.push(`tool ${event.tool.word}`);
      else if (event.type === "end") seen.push(`end ${event.ending.status} ${event.response?.content}`);
      else seen.push(event.type);
    },
  });
  expectTypeOf(watched).toEqualTypeOf(call);
  await read(watched("x"));
  expect(seen).toEqual(["start", "chunk", "chunk", "chunk", "tool x", "end complete Hi"].toSorted(byKind));
  expect(await watched.toRequest("x")).toMatchObject({ model: "m" });
});

/** A tool is told when it is handed out, which may be with the chunk that completed it or with the one that settled it. */
function byKind(): number {
  return 0;
}

test("a whole answer: start and end; a refused one: start and error", async () => {
  await using server = await serving(whole, json(400, { error: { message: "no" } }));
  const { events, middleware, types } = watcher();
  const call = openaiCall("m", { client: clientOf(server) })(() => "Hi");
  const watched = withMiddleware(call, middleware);
  expectTypeOf(watched).returns.toEqualTypeOf<Promise<OpenAICallResponse>>();
  await watched();
  expect(types()).toBe("start end");
  expect(events[1]).toMatchObject({ ending: { status: "complete" }, response: { content: "Hello" } });
  await expect(watched()).rejects.toMatchObject({ status: 400 });
  expect(types()).toBe("start end start error");
  expect(new Set(events.map(({ callId }) => callId)).size).toBe(2);
});

test("retries are told, with the attempt that failed", async () => {
  await using server = await serving(json(503, {}), whole, { body: [cut()] }, { body: answer("Hi") });
  const { events, middleware, types } = watcher();
  const retry = { attempts: 2, delay: 0 };
  await withMiddleware(
    openaiCall("m", { client: clientOf(server), retry })(() => "Hi"),
    middleware,
  )();
  expect(types()).toBe("start retry end");
  await read(
    withMiddleware(
      openaiCall("m", { stream: true, client: clientOf(server), retry })(() => "Hi"),
      middleware,
    )(),
  );
  expect(types()).toBe("start retry end start retry chunk end");
  expect(events[1]).toMatchObject({ failed: { attempt: 1, error: { status: 503 } } });
});

test("a prompt's own calls, too, and nobody else's", async () => {
  await using server = await serving({ body: answer("Hi") });
  const { middleware, types, events } = watcher();
  const client = clientOf(server);
  class Greeting extends OpenAIPrompt {
    override dynamicConfig() {
      return { messages: [{ role: "user" as const, content: "Hi" }] };
    }
  }
  const recipe = new Greeting();
  await read(withMiddleware(() => recipe.stream({ model: "m", client }), middleware)());
  expect(types()).toBe("start chunk end");
  await read(recipe.stream({ model: "m", client }));
  const inner = openaiCall("m", { stream: true, client })(() => "Hi");
  const outer = openaiCall("m", { stream: true, client })(async () => inner().response().then(String));
  await read(withMiddleware(outer, middleware)());
  expect(new Set(events.map(({ callId }) => callId)).size).toBe(2);
});

test("S22: what an observer throws fails the loop, and closes the socket", async () => {
  await using server = await serving({ body: [...sse(text("Hi")), stall()] });
  const mistake = new Error("mine");
  const last = watcher();
  const call = openaiCall("m", { stream: true, client: clientOf(server) })(() => "Hi");
  const throwing = withMiddleware(call, {
    onEvent({ type }) {
      if (type === "chunk") throw mistake;
    },
  });
  const stream = withMiddleware(throwing, last.middleware)();
  expect((await read(stream)).error).toBe(mistake);
  expect(last.types()).toMatch(/error$/);
  await server.until(() => server.openSockets === 0);
});

test("of a whole answer, too", async () => {
  await using server = await serving(whole);
  const mistake = new Error("mine");
  const call = openaiCall("m", { client: clientOf(server), retry: { attempts: 3, delay: 0 } })(() => "Hi");
  for (const when of ["start", "end"]) {
    const { middleware, types } = watcher();
    const throwing = withMiddleware(call, {
      onEvent({ type }) {
        if (type === when) throw mistake;
      },
    });
    await expect(withMiddleware(throwing, middleware)()).rejects.toBe(mistake);
    expect(types()).toBe(when === "start" ? "start error" : "start end");
  }
});

test("S26: a reader who leaves, and an abort, are one end", async () => {
  await using server = await serving({ body: [...sse(text("Hi")), stall()] });
  const { events, middleware, types } = watcher();
  const controller = new AbortController();
  const client = clientOf(server);
  for await (const _ of withMiddleware(
    openaiCall("m", { stream: true, client })(() => "Hi"),
    middleware,
  )())
    break;
  expect(types()).toBe("start chunk end");
  const call = openaiCall("m", { client, signal: controller.signal })(() => "Hi");
  const asked = withMiddleware(call, middleware)().catch((error: unknown) => error);
  await server.until(() => server.requests.length === 2);
  controller.abort("enough");
  expect(await asked).toBe("enough");
  expect(types()).toBe("start chunk end start end");
  expect(events.at(-1)).toMatchObject({ ending: { status: "aborted", cause: "enough" }, response: null });
});

test("what is no middleware is told at once", () => {
  const call = openaiCall("m")(() => "Hi");
  // @ts-expect-error It has no onEvent.
  expect(() => withMiddleware(call, {})).toThrow(CallOptionsError);
  // @ts-expect-error It is no call.
  expect(() => withMiddleware("call", { onEvent() {} })).toThrow(CallOptionsError);
});
