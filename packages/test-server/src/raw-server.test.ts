import { connect, type Socket } from "node:net";
import { expect, test } from "vitest";
import { chunked, ClientSockets, cut, halfClose, head, reset, stall, startRawServer } from "./index.js";

interface Raw {
  readonly socket: Socket;
  readonly received: () => string;
  readonly ended: Promise<string | undefined>;
}

/** A client that writes this and keeps all that comes; `ended` has the error code of its connection. */
function client(port: number, request: string): Raw {
  let received = "";
  let code: string | undefined;
  const socket = connect(port, "127.0.0.1", () => socket.write(request));
  socket.setEncoding("utf8");
  socket.on("data", (part: string) => (received += part));
  socket.on("error", (cause: NodeJS.ErrnoException) => (code = cause.code));
  return { socket, received: () => received, ended: new Promise((resolve) => socket.on("close", () => resolve(code))) };
}

const get = "GET / HTTP/1.1\r\nhost: test\r\n\r\n";

test("what a script says is sent, to the byte and no more", async () => {
  await using server = await startRawServer({
    steps: [head("HTTP/1.1 200 OK", "a: b"), chunked("ab"), chunked(), cut()],
  });
  const { received, ended } = client(server.port, get);
  expect(await ended).toBeUndefined();
  expect(received()).toBe("HTTP/1.1 200 OK\r\na: b\r\n\r\n2\r\nab\r\n0\r\n\r\n");
});

test("an answer waits for the whole request, and the next script answers the next request of the connection", async () => {
  await using server = await startRawServer({ steps: ["one"] }, { steps: ["two"] });
  const { socket, received } = client(server.port, "POST / HTTP/1.1\r\ncontent-length: 3\r\n\r\nab");
  await server.until(() => server.openSockets === 1);
  expect([server.requests, received()]).toEqual([0, ""]);
  socket.write("c");
  await server.until(() => received() === "one");
  socket.write(get);
  await server.until(() => received() === "onetwo");
  expect([server.requests, server.connections]).toEqual([2, 1]);
});

test("a script that reads nothing plays at the connection", async () => {
  await using server = await startRawServer({ readsRequest: false, steps: [reset()] });
  expect(await client(server.port, get).ended).toBe("ECONNRESET");
  expect(server.requests).toBe(0);
});

test("a half-closed connection ends the reader's side, and goes when the reader does", async () => {
  await using server = await startRawServer({ steps: ["x", halfClose()] });
  const { received, ended } = client(server.port, get);
  expect([await ended, received()]).toEqual([undefined, "x"]);
  await server.until(() => server.openSockets === 0);
});

test("a reader that leaves in the middle of a script ends its connection", async () => {
  await using server = await startRawServer({ steps: ["x", stall()] });
  const { socket, received } = client(server.port, get);
  await server.until(() => received() === "x");
  socket.destroy();
  await server.until(() => server.openSockets === 0);
  expect(server.connections).toBe(1);
});

test("a condition that never holds is told with what the server has", async () => {
  await using server = await startRawServer({ steps: [] });
  const waiting = server.until(() => server.requests === 1, 20);
  await expect(waiting).rejects.toThrow(
    'Waited 20 ms in vain for () => server.requests === 1. The raw server has {"openSockets":0,"connections":0,"requests":0}.',
  );
});

test("a client's sockets are counted while they are open, and their bytes for good", async () => {
  using sockets = new ClientSockets();
  await using server = await startRawServer({ steps: ["12345"] });
  await using other = await startRawServer({ steps: ["123"] });
  const clients = [client(server.port, get), client(other.port, get)];
  await server.until(() => sockets.bytesRead === 8);
  expect([sockets.open(), sockets.open(server.port), sockets.opened]).toEqual([2, 1, 2]);
  for (const { socket } of clients) socket.destroy();
  await Promise.all(clients.map(({ ended }) => ended));
  expect([sockets.open(), sockets.opened, sockets.bytesRead]).toEqual([0, 2, 8]);
});
