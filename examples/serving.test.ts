import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import { setTimeout as sleep } from "node:timers/promises";
import type { BodyFormat, OpenAIStream } from "@zoetrope/openai";
import { done, stall, startTestServer } from "@zoetrope/test-server";
import { Hono } from "hono";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { bookCall, fetchSite, finishEvent, nodeSite, textEvents, type Site } from "./support/book-site.js";

/** Generous for a busy machine, and far below what a forgotten connection takes. */
const atOnce = 1000;
const kB = 1024;

type Serve = (answer: () => OpenAIStream, format: BodyFormat) => Promise<Site>;

/** The two ways to serve that the guide shows. */
const ways: Readonly<Record<string, Serve>> = {
  "node:http": (answer, format) =>
    nodeSite((_, response) => {
      // One and the same at run time: only the types of the web's stream and of Node's differ.
      const body = answer().toReadableStream({ format }) as NodeReadableStream;
      pipeline(Readable.fromWeb(body), response).catch(() => undefined);
    }),
  Hono: (answer, format) => {
    const app = new Hono();
    app.get("/", () => answer().toResponse({ format }));
    return fetchSite(app.fetch);
  },
};
const cases = Object.keys(ways).flatMap((way) => (["text", "sse"] as const).map((format) => ({ way, format })));

async function request(site: Site): Promise<IncomingMessage> {
  const [response] = await once(get(site.url, { agent: false }), "response");
  return response;
}

/** The sockets of this process that lead to that server, from now on. */
function socketsTo(url: string): Socket[] {
  const sockets: Socket[] = [];
  const port = Number(new URL(url).port);
  const onSocket = (message: unknown): void => {
    const socket: unknown = Object(message).socket;
    if (socket instanceof Socket) socket.once("connect", () => socket.remotePort === port && sockets.push(socket));
  };
  subscribe("net.client.socket", onSocket);
  onTestFinished(() => void unsubscribe("net.client.socket", onSocket));
  return sockets;
}

describe.each(cases)("$way, $format", ({ way, format }) => {
  test("a client gets the answer as it arrives", async () => {
    await using provider = await startTestServer();
    const { recommendBook } = bookCall(provider);
    let release = (): void => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    provider.reply({ body: [...textEvents("Du"), () => released, ...textEvents("ne"), finishEvent(), done()] });
    await using site = await ways[way]!(() => recommendBook("dragons"), format);
    const response = await request(site);
    const [first] = await once(response, "data");
    // The provider has not said more yet.
    expect(String(first)).toBe(format === "text" ? "Du" : 'data: {"content":"Du"}\n\n');
    release();
    const rest = /^data: {"content":"ne"}\n\nevent: done\ndata: {"status":"complete".*}\n\n$/;
    expect(await text(response)).toMatch(format === "text" ? /^ne$/ : rest);
  });

  test("S1: a client that disconnects ends the provider's request at once", async () => {
    await using provider = await startTestServer();
    const { recommendBook, streams } = bookCall(provider);
    provider.reply({ body: [...textEvents("Du"), stall()] });
    await using site = await ways[way]!(() => recommendBook("dragons"), format);
    const response = await request(site);
    await once(response, "data");
    expect(provider.openSockets).toBe(1);
    response.destroy();
    await provider.until(() => provider.openSockets === 0, atOnce);
    expect(streams.map(({ ending }) => ending?.status)).toEqual(["aborted"]);
  });

  test("an answer that is cut off is not taken for a whole one", async () => {
    await using provider = await startTestServer();
    const { recommendBook } = bookCall(provider);
    provider.reply({ body: textEvents("Du") });
    // Hono's server reports a body that fails by itself.
    const report = vi.spyOn(console, "error").mockReturnValue();
    onTestFinished(() => report.mockRestore());
    await using site = await ways[way]!(() => recommendBook("dragons"), format);
    const response = await request(site);
    const told = await text(response).catch((error: NodeJS.ErrnoException) => error.code);
    const event = /event: error\ndata: {"name":"StreamTruncatedError","message":"[\w .]+"}\n\n$/;
    expect(told).toMatch(format === "text" ? /^ECONNRESET$/ : event);
  });

  test("S25: a client that stops reading stops the provider, and gets all of it later", async () => {
    await using provider = await startTestServer();
    const { recommendBook, streams } = bookCall(provider);
    const [event = ""] = textEvents("x".repeat(1000));
    const batch = event.repeat(60);
    const batches = 600;
    provider.reply({ body: [...Array.from({ length: batches }, () => batch), finishEvent(), done()] });
    const sockets = socketsTo(provider.url);
    await using site = await ways[way]!(() => recommendBook("dragons"), format);
    const response = await request(site);
    await once(response, "readable");
    const bytesRead = (): number => sockets.reduce((sum, socket) => sum + socket.bytesRead, 0);
    // The system's buffers on both ways fill, and then everybody waits: until nothing moves any more.
    for (let before = -1; before !== provider.bytesSent + bytesRead(); await sleep(150))
      before = provider.bytesSent + bytesRead();
    expect(provider.bytesSent).toBeLessThan(batch.length * batches);
    const [stream] = streams;
    const handedOut = (stream!.content.length / 1000) * event.length;
    expect(sockets.length).toBe(1);
    // What this process holds of what it read, undecoded and unsent. All else is in the system's buffers, on its way to the client.
    expect(bytesRead() - handedOut).toBeLessThanOrEqual(512 * kB);
    expect(site.unsentBytes()).toBeLessThanOrEqual(512 * kB);
    const whole = await text(response);
    expect(whole.length).toBeGreaterThanOrEqual(1000 * 60 * batches);
    expect(stream!.content.length).toBe(1000 * 60 * batches);
  });
});
