import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import type { Connection, Step } from "./script.js";
import { until } from "./until.js";

/** How one request is answered: every byte of the answer, its head included. The last step decides what becomes of the connection. */
export interface RawScript {
  /** Default true: plays once the whole request was read. False: plays at the connection, and reads nothing of the request. */
  readonly readsRequest?: boolean;
  readonly steps: readonly Step[];
}

/**
 * A server on 127.0.0.1 that writes what no HTTP library would: torn heads, lies about lengths, bytes behind the end. It knows just
 * enough HTTP to see where a request ends. After the last step the connection stays open; `cut()`, `reset()` and `halfClose()` are steps.
 */
export class RawServer implements AsyncDisposable {
  readonly #sockets = new Set<Socket>();
  // Half-open, so that it is the script that decides when this side closes.
  readonly #net = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.#serve(socket));
  readonly #scripts: RawScript[];
  #connections = 0;
  #requests = 0;

  /** One script for each request in turn; the last one also answers all further requests. */
  constructor(scripts: readonly RawScript[]) {
    this.#scripts = [...scripts];
  }

  /** The port, which tells this server's connections from others. */
  get port(): number {
    const address = this.#net.address();
    if (address === null || typeof address === "string") {
      throw new Error("The raw server does not listen. Start it with startRawServer() and read `port` before close().");
    }
    return address.port;
  }

  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Connections of which this side is still open. */
  get openSockets(): number {
    return this.#sockets.size;
  }

  /** Connections accepted in total. */
  get connections(): number {
    return this.#connections;
  }

  /** Whole requests read. */
  get requests(): number {
    return this.#requests;
  }

  /** Resolves when the condition holds, looking every few milliseconds. Rejects after `ms` milliseconds. */
  until(condition: () => boolean, ms = 2000): Promise<void> {
    return until(condition, ms, () => {
      const { openSockets, connections, requests } = this;
      const counts = JSON.stringify({ openSockets, connections, requests });
      return `for ${condition.toString()}. The raw server has ${counts}.`;
    });
  }

  /** Waits for the port. */
  async listen(): Promise<void> {
    this.#net.listen(0, "127.0.0.1");
    await once(this.#net, "listening");
  }

  /** Breaks all connections and stops. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#net.close();
    const closed = [...this.#sockets].map((socket) => once(socket.destroy(), "close"));
    await Promise.all(closed);
  }

  #serve(socket: Socket): void {
    this.#connections++;
    this.#sockets.add(socket);
    const left = new AbortController();
    socket.once("close", () => {
      this.#sockets.delete(socket);
      left.abort();
    });
    // A reader that leaves resets the connection; its "close" ends the script.
    socket.on("error", () => {});
    const connection: Connection = { socket, gone: left.signal, write: (bytes) => writeAlone(socket, bytes) };
    const script = this.#scripts[0];
    if (script?.readsRequest === false) return this.#play(connection);
    let request = Buffer.alloc(0);
    socket.on("data", (bytes) => {
      request = Buffer.concat([request, bytes]);
      if (!isWhole(request)) return;
      request = Buffer.alloc(0);
      this.#requests++;
      this.#play(connection);
    });
    // The reader has left, and says so by closing its side, unless the script has already closed this one.
    socket.once("end", () => socket.destroy());
  }

  #play(connection: Connection): void {
    const script = this.#scripts.length > 1 ? this.#scripts.shift() : this.#scripts[0];
    const run = async (): Promise<void> => {
      for (const step of script?.steps ?? []) {
        if (connection.gone.aborted) return;
        await (typeof step === "function" ? step(connection) : connection.write(step));
      }
    };
    // A step that throws shows as a connection that breaks.
    run().catch(() => connection.socket.destroy());
  }
}

/** Starts a raw server on a free port of 127.0.0.1. */
export async function startRawServer(...scripts: readonly RawScript[]): Promise<RawServer> {
  const server = new RawServer(scripts);
  await server.listen();
  return server;
}

/** Sends bytes as a packet of their own, and waits for a turn in which a reader of this process can take them. */
function writeAlone(socket: Socket, bytes: string | Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    socket.write(bytes, (error) => {
      if (!error) setImmediate(() => setImmediate(resolve));
    });
  });
}

/** A head, and as many bytes behind it as its content-length says. */
function isWhole(request: Buffer): boolean {
  const end = request.indexOf("\r\n\r\n");
  if (end < 0) return false;
  const length = /^content-length: *(\d+)/im.exec(request.toString("latin1", 0, end))?.[1] ?? "0";
  return request.length >= end + 4 + Number(length);
}
