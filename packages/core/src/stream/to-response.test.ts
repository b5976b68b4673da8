import { createServer, get, type IncomingMessage, type RequestListener } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { Readable } from "node:stream";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import { pipeline } from "node:stream/promises";
import { stall, startTestServer } from "@zoetrope/test-server";
import { describe, expect, expectTypeOf, onTestFinished, test } from "vitest";
import {
  CallOptionsError,
  StreamAbortedError,
  StreamConsumedError,
  StreamTruncatedError,
  ToolArgumentsError,
} from "../errors.js";
import {
  again,
  body,
  localStream,
  whole,
  wireStream,
  type WireEvent,
  type WireStream,
} from "./__fixtures__/wire-stream.js";
import type { BodyOptions } from "./to-readable-stream.js";

const atOnce = 500;

/** The events of a body, by the rules of the format and not by our code. */
async function events(stream: Pick<WireStream, "toReadableStream">, options: BodyOptions = {}): Promise<unknown[]> {
  const body = await new Response(stream.toReadableStream({ ...options, format: "sse" })).text();
  expect(body.endsWith("\n\n")).toBe(true);
  return body
    .slice(0, -2)
    .split("\n\n")
    .map((block) => {
      const lines = block.split("\n");
      const data: unknown = JSON.parse(lines.at(-1)!.replace(/^data: /, ""));
      return lines.length === 1 ? data : { event: lines[0]!.replace(/^event: /, ""), data };
    });
}

const doneEvent = (finishReason: string, totalTokens: number | null = null) => ({
  event: "done",
  data: {
    status: "complete",
    finishReasons: [finishReason],
    usage:
      totalTokens === null
        ? null
        : { inputTokens: null, cachedTokens: null, outputTokens: null, reasoningTokens: null, totalTokens },
  },
});

describe("the head", () => {
  test("says what the body is, that nobody keeps it, and that proxies pass it on at once", async () => {
    const head = (response: Response) => [response.status, Object.fromEntries(response.headers)];
    const common = { "cache-control": "no-store", "x-accel-buffering": "no", "x-content-type-options": "nosniff" };
    const asText = [200, { ...common, "content-type": "text/plain; charset=utf-8" }];
    expect(head(localStream(whole).toResponse())).toEqual(asText);
    expect(head(localStream(whole).toResponse({ format: "text" }))).toEqual(asText);
    const asEvents = [200, { ...common, "content-type": "text/event-stream" }];
    expect(head(localStream(whole).toResponse({ format: "sse" }))).toEqual(asEvents);
  });

  test("takes a status and headers of the caller, whose word wins", async () => {
    const headers = [
      ["Cache-Control", "private"],
      ["set-cookie", "a=1"],
      ["set-cookie", "b=2"],
    ] as [string, string][];
    const response = localStream(whole).toResponse({ status: 201, headers });
    expect(response.status).toBe(201);
    expect(response.headers.get("cache-control")).toBe("private");
    expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect(await response.text()).toBe("Hello");
  });

  test("is a web Response by its type, and another format does not compile and throws", () => {
    const stream = localStream(whole);
    expectTypeOf(stream.toResponse).returns.toEqualTypeOf<Response>();
    // @ts-expect-error There are "text" and "sse".
    expect(() => stream.toResponse({ format: "html" })).toThrow(CallOptionsError);
    // @ts-expect-error As above.
    expect(() => stream.toReadableStream({ format: "html" })).toThrow(CallOptionsError);
  });
});

describe("as text", () => {
  test("a whole answer is its text, in UTF-8", async () => {
    expect(
      await localStream([{ text: "Grü" }, { text: "ße 🎞" }, { finish: "stop" }])
        .toResponse()
        .text(),
    ).toBe("Grüße 🎞");
  });

  test("any other ending fails the body, so that a part is not taken for the whole", async () => {
    const truncated = localStream([{ text: "a" }])
      .toResponse()
      .body!.getReader();
    expect(await truncated.read()).toEqual({ done: false, value: new TextEncoder().encode("a") });
    await expect(truncated.read()).rejects.toBeInstanceOf(StreamTruncatedError);

    const stopped = localStream(whole);
    const reader = stopped.toReadableStream().getReader();
    await reader.read();
    stopped.cancel("enough");
    await expect(reader.read()).rejects.toBeInstanceOf(StreamAbortedError);

    const signal = AbortSignal.abort("stop");
    await expect(localStream(whole, { signal }).toResponse().text()).rejects.toBe("stop");

    const [left] = localStream(whole).tee(2);
    const leaving = left.toReadableStream().getReader();
    await leaving.read();
    left.cancel();
    await expect(leaving.read()).rejects.toBeInstanceOf(StreamAbortedError);
  });

  test("an answer that is begun anew fails the body once text was sent", async () => {
    const anew = [{ text: "a" }, again, { text: "b" }, { finish: "stop" }];
    await expect(localStream(anew).toResponse().text()).rejects.toBeInstanceOf(StreamAbortedError);
  });
});

describe("as events", () => {
  test("text, reasoning and refusal come as they arrive, then what the end says", async () => {
    const stream = localStream([
      {},
      { reasoning: "hm\n" },
      { text: "a\n\ndata: b" },
      { text: "c", reasoning: "so" },
      { refusal: "no" },
      { finish: "stop", tokens: 7 },
    ]);
    expect(await events(stream)).toEqual([
      { reasoning: "hm\n" },
      { content: "a\n\ndata: b" },
      { content: "c", reasoning: "so" },
      { refusal: "no" },
      doneEvent("stop", 7),
    ]);
  });

  test("a tool is told with its name, id and arguments; one that does not fit with its error", async () => {
    const calls: WireEvent[] = [
      { text: "a", call: { id: "c1", name: "f", args: '{"city":"Lisbon","partial":true}' } },
      { call: { id: "c2", name: "g", args: "{}" } },
      { finish: "tool_calls" },
    ];
    const error = new ToolArgumentsError("city: expected string, and the key was sk-secret");
    const stream = localStream(calls, {
      createTool: ({ id, name, arguments: { value: args } }) =>
        name === "f" ? { toolCall: { id, name, args }, partial: true } : { toolCall: { id, name, args }, error },
    });
    const shown = { name: "ToolArgumentsError", message: "The arguments of the tool call do not fit the tool." };
    expect(await events(stream)).toEqual([
      { content: "a" },
      { event: "tool", data: { id: "c1", name: "f", args: { city: "Lisbon", partial: true } } },
      { event: "tool", data: { id: "c2", name: "g", error: shown } },
      doneEvent("tool_calls"),
    ]);
  });

  test("any other ending is told by an error event, and the body then ends", async () => {
    const error = (name: string, message: string) => ({ event: "error", data: { name, message } });
    expect(await events(localStream([{ text: "a" }]))).toEqual([
      { content: "a" },
      error("StreamTruncatedError", "The answer was cut off before its end."),
    ]);
    const stopped = localStream(whole);
    stopped.cancel();
    expect(await events(stopped)).toEqual([error("StreamAbortedError", "The answer was stopped before its end.")]);
    expect(await events(localStream(whole, { signal: AbortSignal.abort(null) }))).toEqual([
      error("Error", "The answer could not be finished."),
    ]);
    const [left] = localStream(whole).tee(2);
    left.cancel();
    expect(await events(left)).toEqual([error("StreamAbortedError", "The answer was stopped before its end.")]);
  });

  test("an error's message, cause and partial stay on the server, unless the caller says what to tell", async () => {
    const broken = () => localStream([{ text: "a" }, new Error("ECONNREFUSED 10.0.0.3, key sk-secret")]);
    expect(JSON.stringify(await events(broken()))).not.toMatch(/sk-secret|10\.0\.0\.3|partial/);
    expect((await events(broken())).at(-1)).toEqual({
      event: "error",
      data: { name: "StreamTransportError", message: "The answer could not be finished." },
    });
    const seen: unknown[] = [];
    const errorMessage = (error: unknown) => `Error number ${seen.push(error)}`;
    expect((await events(broken(), { errorMessage })).at(-1)).toEqual({
      event: "error",
      data: { name: "StreamTransportError", message: "Error number 1" },
    });
    expect(seen).toEqual([expect.objectContaining({ name: "StreamTransportError" })]);
  });

  test("an answer that is begun anew says so, each time, and only where something was told", async () => {
    const anew = localStream([{ text: "a" }, again, {}, again, { text: "b" }, { text: "c" }, { finish: "stop" }]);
    expect(await events(anew)).toEqual([
      { content: "a" },
      { event: "restart", data: { attempt: 2 } },
      { event: "restart", data: { attempt: 3 } },
      { content: "b" },
      { content: "c" },
      doneEvent("stop"),
    ]);
    const silent = localStream([{}, again, { text: "b" }, { finish: "stop" }]);
    expect(await events(silent)).toEqual([{ content: "b" }, doneEvent("stop")]);
  });

  test("a tool whose arguments cannot be told ends the body with an error event, and closes the socket", async () => {
    await using server = await startTestServer();
    server.reply({ body: [...body({ call: { id: "c1", name: "f", args: "{}" } }, { finish: "x" }), stall()] });
    const stream = wireStream(server, { createTool: ({ id, name }) => ({ toolCall: { id, name, args: 1n } }) });
    expect(await events(stream)).toEqual([
      { event: "error", data: { name: "Error", message: "The answer could not be finished." } },
    ]);
    await server.until(() => server.openSockets === 0, atOnce);
  });
});

describe("reading", () => {
  test("nothing is sent or read before somebody reads, and no further than was read", async () => {
    for (const format of ["text", "sse"] as const) {
      const stream = localStream([{ text: "a" }, { text: "b" }, { finish: "stop" }]);
      const reader = stream.toResponse({ format }).body!.getReader();
      await new Promise((resolve) => setImmediate(resolve));
      expect([stream.reads(), stream.timing.startedAt]).toEqual([0, null]);
      await reader.read();
      await new Promise((resolve) => setImmediate(resolve));
      expect([stream.reads(), stream.content]).toEqual([1, "a"]);
      expect(() => stream.toResponse({ format })).toThrow(StreamConsumedError);
    }
  });

  test("S21: bodies that fail and that nobody reads, or that are cancelled, leave no rejection", async () => {
    const unhandled: unknown[] = [];
    const onRejection = (reason: unknown) => void unhandled.push(reason);
    process.on("unhandledRejection", onRejection);
    onTestFinished(() => void process.off("unhandledRejection", onRejection));
    await using server = await startTestServer();
    server.reply({ body: [...body({ text: "a" }), stall()] });
    for (const format of ["text", "sse"] as const) {
      const failing = localStream([new Error("broken")]);
      const [one, two] = failing.tee(2);
      const bodies = [one.toResponse({ format }), two.toResponse({ format })];
      await bodies[0]!.text().catch(() => undefined);
      const controller = new AbortController();
      const stream = wireStream(server, { signal: controller.signal });
      const reader = stream.toReadableStream({ format }).getReader();
      await reader.read();
      const pending = reader.read();
      controller.abort("stop");
      await reader.cancel().catch(() => undefined);
      await pending.catch(() => undefined);
    }
    for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled).toEqual([]);
  });

  test("S1: cancelling the body closes the socket at once, also while a read is pending", async () => {
    await using server = await startTestServer();
    server.reply({ body: [...body({ text: "a" }), stall()] });
    for (const format of ["text", "sse"] as const) {
      const stream = wireStream(server);
      const reader = stream.toReadableStream({ format }).getReader();
      await reader.read();
      const pending = reader.read();
      await reader.cancel("gone");
      expect(await pending).toEqual({ done: true, value: undefined });
      expect(stream.ending).toEqual({ status: "aborted", cause: "gone" });
      await server.until(() => server.openSockets === 0, atOnce);
    }
  });
});

describe("served by node:http", () => {
  /** A server of one answer for each request. */
  async function site(listener: RequestListener) {
    const server = createServer(listener).listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => void server.close().closeAllConnections());
    // Only a server on a pipe has an address of another kind.
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** One and the same at run time; the types of the web's stream and of Node's differ in how they read into buffers of the caller. */
  const readable = (stream: WireStream) => Readable.fromWeb(stream.toReadableStream() as NodeReadableStream);

  async function request(url: string): Promise<IncomingMessage> {
    const [response] = await once(get(url, { agent: false }), "response");
    return response;
  }

  test("a client gets the text; one that disconnects ends the provider's request", async () => {
    await using server = await startTestServer();
    server.reply({ body: body(...whole) });
    server.reply({ body: [...body({ text: "a" }), stall()] });
    const streams: WireStream[] = [];
    const url = await site((_, response) => {
      const stream = wireStream(server);
      streams.push(stream);
      pipeline(readable(stream), response).catch(() => undefined);
    });
    expect(await text(await request(url))).toBe("Hello");
    await server.until(() => streams[0]!.ending?.status === "complete");
    const left = await request(url);
    const [first] = await once(left, "data");
    expect(String(first)).toBe("a");
    const before = server.openSockets;
    left.destroy();
    await server.until(() => server.openSockets === before - 1, atOnce);
    expect(streams[1]!.ending?.status).toBe("aborted");
  });

  test("an answer that is cut off cuts the connection, and the client sees that", async () => {
    await using server = await startTestServer();
    server.reply({ body: body({ text: "a" }) });
    const url = await site((_, response) => {
      pipeline(readable(wireStream(server)), response).catch(() => undefined);
    });
    await expect(text(await request(url))).rejects.toMatchObject({ code: "ECONNRESET" });
  });
});
