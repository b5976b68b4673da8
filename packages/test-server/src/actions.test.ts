import { execFile } from "node:child_process";
import { connect } from "node:net";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { createGate, cut, endlessComments, longLine, pause, reset, stall, startTestServer } from "./index.js";

/** What a bare client received, and how its connection ended. */
function readRaw(url: string): Promise<{ received: string; error: string | undefined }> {
  return new Promise((resolve) => {
    let received = "";
    let error: string | undefined;
    const socket = connect(Number(new URL(url).port), "127.0.0.1", () => {
      socket.write("GET / HTTP/1.1\r\nhost: test\r\n\r\n");
    });
    socket.setEncoding("utf8");
    socket.on("data", (part: string) => (received += part));
    socket.on("error", (cause: NodeJS.ErrnoException) => (error = cause.code));
    socket.on("close", () => resolve({ received, error }));
  });
}

test("pause delays what follows", async () => {
  await using server = await startTestServer();
  server.reply({ body: ["a", pause(60), "b"] });
  const response = await fetch(server.url);
  const start = performance.now();
  expect(await response.text()).toBe("ab");
  // The client may have met the pause a moment after it began.
  expect(performance.now() - start).toBeGreaterThan(40);
});

test("a gate holds the body until the test releases it", async () => {
  await using server = await startTestServer();
  const gate = createGate();
  server.reply({ body: ["first", gate.hold, "second"] });
  const response = await fetch(server.url);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  expect(await reader?.read()).toEqual({ done: false, value: "first" });
  await gate.reached;
  expect(server.bytesSent).toBe(5);
  gate.release();
  expect(await reader?.read()).toEqual({ done: false, value: "second" });
  expect(await reader?.read()).toEqual({ done: true, value: undefined });
});

test("a gate before the headers holds them as well", async () => {
  await using server = await startTestServer();
  const gate = createGate();
  server.reply({ status: 201, beforeHeaders: [gate.hold], body: [] });
  let answered = false;
  const response = fetch(server.url).finally(() => (answered = true));
  await gate.reached;
  expect(answered).toBe(false);
  gate.release();
  expect((await response).status).toBe(201);
});

test("a stalled body keeps headers, first bytes and the connection, until the reader leaves", async () => {
  await using server = await startTestServer();
  server.reply({ body: ["first", stall(), "never"] });
  const controller = new AbortController();
  const response = await fetch(server.url, { signal: controller.signal });
  const reader = response.body?.getReader();
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe("first");
  expect(server.openSockets).toBe(1);
  controller.abort();
  await server.until(() => server.openSockets === 0);
  expect(server.bytesSent).toBe(5);
});

test("headers arrive although the body never does", async () => {
  await using server = await startTestServer();
  server.reply({ status: 203, body: [stall()] });
  expect((await fetch(server.url, { signal: AbortSignal.timeout(5000) })).status).toBe(203);
});

test("headers that never come leave the reader waiting", async () => {
  await using server = await startTestServer();
  server.reply({ beforeHeaders: [stall()], body: [] });
  const response = fetch(server.url, { signal: AbortSignal.timeout(50) });
  await expect(response).rejects.toMatchObject({ name: "TimeoutError" });
  await server.until(() => server.openSockets === 0);
});

test("cut closes the connection without the end of the body", async () => {
  await using server = await startTestServer();
  server.reply({ body: ["first", cut(), "never"] });
  const { received, error } = await readRaw(server.url);
  expect(received).toMatch(/\r\n5\r\nfirst\r\n$/);
  expect(error).toBeUndefined();
});

test("a regular end closes the body and keeps the connection", async () => {
  await using server = await startTestServer();
  server.reply({ body: ["first"] });
  const raw = readRaw(server.url);
  await server.until(() => server.bytesSent === 5);
  await server.close();
  expect((await raw).received).toMatch(/\r\n5\r\nfirst\r\n0\r\n\r\n$/);
});

test("reset breaks the connection, before or in the body", async () => {
  await using server = await startTestServer();
  server.reply({ beforeHeaders: [reset()], body: [] });
  expect(await readRaw(server.url)).toEqual({ received: "", error: "ECONNRESET" });
  server.reply({ body: ["first", reset()] });
  expect(await readRaw(server.url)).toMatchObject({ error: "ECONNRESET" });
});

test("endless comments stop when the reader leaves", async () => {
  await using server = await startTestServer();
  server.reply({ body: [endlessComments()] });
  server.reply({ body: [endlessComments(1)] });
  for (const _ of ["fast", "slow"]) {
    const response = await fetch(server.url);
    const reader = response.body?.getReader();
    for (let i = 0; i < 3; i++) {
      expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toMatch(/^(: keep-alive\n\n)+$/);
    }
    await reader?.cancel();
    server.markReaderLeft();
    await server.until(() => server.openSockets === 0);
    expect(server.sentAfterReaderLeft).toBeLessThan(10_000);
  }
});

test("a line of 100 MB arrives whole", async () => {
  await using server = await startTestServer();
  server.reply({ body: [longLine(100_000_000)] });
  const response = await fetch(server.url);
  let bytes = 0;
  let firstLineFeed = -1;
  for await (const part of response.body ?? []) {
    const lineFeed = part.indexOf(0x0a);
    if (firstLineFeed < 0 && lineFeed >= 0) firstLineFeed = bytes + lineFeed;
    bytes += part.length;
  }
  expect([bytes, firstLineFeed]).toEqual([100_000_002, 100_000_000]);
  expect(server.bytesSent).toBe(100_000_002);
});

test("a short long line is right to the byte", async () => {
  await using server = await startTestServer();
  server.reply({ body: [longLine(9)] });
  expect(await (await fetch(server.url)).text()).toBe("data: xxx\n\n");
});

test("a reader that does not read stops the server", async () => {
  await using server = await startTestServer();
  server.reply({ body: [longLine(100_000_000)] });
  const response = await fetch(server.url);
  let before = -1;
  let quiet = 0;
  // Twenty looks at 5 ms without a byte sent: the buffers between the two are full.
  await server.until(() => {
    quiet = server.bytesSent === before ? quiet + 1 : 0;
    before = server.bytesSent;
    return quiet === 20;
  }, 10_000);
  expect(server.bytesSent).toBeGreaterThan(0);
  expect(server.bytesSent).toBeLessThan(50_000_000);
  await response.body?.cancel();
});

test("a pause keeps no process alive after its reader left", async () => {
  // The process must end by itself: a timer of ten minutes that was left behind would run into the limit.
  const program = `
    import { createGate, pause, startTestServer } from ${JSON.stringify(new URL("./index.ts", import.meta.url).href)};
    const server = await startTestServer();
    const gate = createGate();
    server.reply({ body: [gate.hold, pause(600_000), "never"] });
    const response = await fetch(server.url);
    await gate.reached;
    gate.release();
    await response.body.cancel();
    await server.until(() => server.openSockets === 0);
    await server.close();
    process.stdout.write("closed");
  `;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--import", "tsx", "--input-type=module", "--eval", program],
    { timeout: 15_000 },
  );
  expect(stdout).toBe("closed");
});
