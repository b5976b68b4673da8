import { once } from "node:events";
import { Agent, get } from "node:http";
import { connect } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createGate, everyByte, json, type Reply, splitAt, sse, stall, startTestServer } from "./index.js";

describe("answering", () => {
  test("status, headers and body are the script's", async () => {
    await using server = await startTestServer();
    server.reply({
      status: 418,
      headers: { "x-one": "1", "set-cookie": ["a=1", "b=2"] },
      body: ["short ", "and stout"],
    });
    const response = await fetch(server.url);
    expect(response.status).toBe(418);
    expect(response.headers.get("x-one")).toBe("1");
    expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect(response.headers.has("content-type")).toBe(false);
    expect(await response.text()).toBe("short and stout");
  });

  test("without headers it is an event stream", async () => {
    await using server = await startTestServer();
    server.reply({ body: sse({ a: 1 }) });
    const response = await fetch(server.url);
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/event-stream"]);
    expect(await response.text()).toBe('data: {"a":1}\n\n');
  });

  test("every step arrives as a read of its own, wherever the bytes are split", async () => {
    await using server = await startTestServer();
    const cases = fc.uniqueArray(fc.integer({ min: 1, max: 12 })).map((offsets) => offsets.toSorted((a, b) => a - b));
    await fc.assert(
      fc.asyncProperty(cases, async (offsets) => {
        const body = splitAt("data: äöü€\n\n", ...offsets);
        server.reply({ body });
        const reads: string[] = [];
        for await (const part of (await fetch(server.url)).body ?? []) reads.push(Buffer.from(part).toString("hex"));
        expect(reads).toEqual(body.map((part) => Buffer.from(part).toString("hex")));
      }),
      { numRuns: 30 },
    );
  });

  test("steps reach the reader apart also where HTTP puts no frame around them", async () => {
    await using server = await startTestServer();
    server.reply({ headers: { "content-length": 200 }, body: everyByte("x".repeat(200)) });
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
    socket.write("GET / HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n");
    let reads = 0;
    socket.on("data", () => reads++);
    await once(socket, "close");
    // Written without a gap they come in two reads. A busy system may join a few all the same.
    expect(reads).toBeGreaterThan(100);
  });

  test("each reply serves once, the last one for ever, and a later one replaces it", async () => {
    await using server = await startTestServer();
    const ask = async () => (await fetch(server.url)).json();
    server.reply(json(200, 1));
    server.reply(json(200, 2));
    expect([await ask(), await ask(), await ask()]).toEqual([1, 2, 2]);
    server.reply(json(200, 3));
    expect([await ask(), await ask()]).toEqual([3, 3]);
  });

  test("a function answers by the request", async () => {
    await using server = await startTestServer();
    server.reply(({ url, body }) => json(200, `${url} said ${body}`));
    const response = await fetch(`${server.url}/a?b=c`, { method: "POST", body: "hello" });
    expect(await response.json()).toBe("/a?b=c said hello");
  });
});

describe("recording", () => {
  test("requests with method, URL, headers and body", async () => {
    await using server = await startTestServer();
    server.reply(json(200, null));
    await fetch(`${server.url}/v1/chat?x=1`, { method: "POST", body: "größe", headers: { authorization: "Bearer k" } });
    expect(server.requests).toMatchObject([
      { method: "POST", url: "/v1/chat?x=1", headers: { authorization: "Bearer k" }, body: "größe", socketId: 1 },
    ]);
  });

  test("connections: requests that share one count one", async () => {
    await using server = await startTestServer();
    server.reply(json(200, null));
    // Not fetch: asked again at once, it may open a second connection while it tidies up the first.
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let i = 0; i < 3; i++) {
      await new Promise<void>((resolve) => get(server.url, { agent }, (answer) => answer.on("end", resolve).resume()));
    }
    expect([server.connections, server.openSockets]).toEqual([1, 1]);
    expect(server.requests.map(({ socketId }) => socketId)).toEqual([1, 1, 1]);
    agent.destroy();
    await server.until(() => server.openSockets === 0);
    expect(server.connections).toBe(1);
  });

  test("connections: requests at the same time count one each", async () => {
    await using server = await startTestServer();
    const gate = createGate();
    server.reply({ beforeHeaders: [gate.hold], body: [] });
    const both = [fetch(server.url), fetch(server.url)];
    await server.until(() => server.requests.length === 2);
    expect([server.connections, server.openSockets]).toEqual([2, 2]);
    expect(new Set(server.requests.map(({ socketId }) => socketId))).toEqual(new Set([1, 2]));
    gate.release();
    for (const response of await Promise.all(both)) await response.text();
  });

  test("bytes sent, as bytes and without HTTP's own", async () => {
    await using server = await startTestServer();
    server.reply({ body: ["€", ...everyByte("abc")] });
    await (await fetch(server.url)).text();
    expect(server.bytesSent).toBe(6);
  });

  test("bytes sent after the reader left, while it keeps its connection", async () => {
    await using server = await startTestServer();
    const gate = createGate();
    server.reply({ body: ["before", gate.hold, "after"] });
    expect(() => server.sentAfterReaderLeft).toThrow("call server.markReaderLeft()");
    const response = await fetch(server.url);
    await gate.reached;
    server.markReaderLeft();
    expect(server.sentAfterReaderLeft).toBe(0);
    gate.release();
    await server.until(() => server.sentAfterReaderLeft > 0);
    expect(server.sentAfterReaderLeft).toBe(5);
    await response.text();
  });

  test("a client that leaves while it sends is no request", async () => {
    await using server = await startTestServer();
    server.reply(json(200, null));
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
    socket.write("POST / HTTP/1.1\r\nhost: test\r\ncontent-length: 100\r\n\r\nonly this");
    await server.until(() => server.connections === 1);
    socket.destroy();
    await server.until(() => server.openSockets === 0);
    expect(server.requests).toEqual([]);
  });
});

describe("until", () => {
  test("says what it waited for, and what there was", async () => {
    await using server = await startTestServer();
    await expect(server.until(() => server.openSockets === 7, 20)).rejects.toThrow(
      /^Waited 20 ms in vain for \(\) => server\.openSockets === 7\. .*"openSockets":0,"connections":0,"requests":0/,
    );
  });

  test("rejects at once when a request could not be answered", async () => {
    const server = await startTestServer();
    await fetch(server.url);
    await expect(server.until(() => false, 60_000)).rejects.toThrow("could not answer as scripted");
    await expect(server.close()).rejects.toThrow();
  });
});

describe("failing", () => {
  test("a request that nobody scripted is told to the client and to the test", async () => {
    const server = await startTestServer();
    const response = await fetch(`${server.url}/path`);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain("No answer is scripted for GET /path. Call server.reply(…)");
    await expect(server.close()).rejects.toThrow("No answer is scripted for GET /path");
  });

  test.each<[string, Reply]>([
    ["a function", () => raise("no such path")],
    ["an action before the headers", { beforeHeaders: [() => raise("no such path")], body: [] }],
  ])("%s that throws fails the request and close()", async (_, reply) => {
    const server = await startTestServer();
    server.reply(reply);
    expect(await (await fetch(server.url)).text()).toContain("no such path");
    await expect(server.close()).rejects.toThrow("no such path");
  });

  test("a step that throws breaks the connection and fails close()", async () => {
    const server = await startTestServer();
    server.reply({ body: ["first", () => raise("bad step")] });
    const response = await fetch(server.url);
    await expect(response.text()).rejects.toThrow("terminated");
    await expect(server.close()).rejects.toThrow("bad step");
  });

  test("a script that HTTP cannot send fails likewise", async () => {
    const server = await startTestServer();
    server.reply({ headers: { "x-bad": "line\nfeed" }, body: [] });
    expect((await fetch(server.url)).status).toBe(400);
    await expect(server.close()).rejects.toThrow("x-bad");
  });
});

describe("closing", () => {
  test("breaks what is open, once", async () => {
    const server = await startTestServer();
    server.reply({ body: ["first", stall()] });
    const response = await fetch(server.url);
    await Promise.all([server.close(), server.close()]);
    expect(server.openSockets).toBe(0);
    expect(() => server.url).toThrow("does not listen");
    await expect(response.text()).rejects.toThrow("terminated");
  });

  test("frees the port", async () => {
    const server = await startTestServer();
    const port = Number(new URL(server.url).port);
    await server.close();
    const socket = connect(port, "127.0.0.1");
    const [error] = await once(socket, "error").catch((cause: unknown) => [cause]);
    expect(error).toMatchObject({ code: "ECONNREFUSED" });
  });
});

function raise(message: string): never {
  throw new Error(message);
}
