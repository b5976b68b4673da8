import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { text } from "node:stream/consumers";
import { playScript } from "./play-script.js";
import type { Script } from "./script.js";
import { until } from "./until.js";

/** A request as it came in, recorded when its body was there in full. */
export interface RecordedRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** 1 for the first connection the server accepted, 2 for the second…: requests that share one were kept alive. */
  readonly socketId: number;
}

/** What to answer with: a script, or a function that makes one for the request. */
export type Reply = Script | ((request: RecordedRequest) => Script);

/** A scripted HTTP server on 127.0.0.1. Made by {@link startTestServer}; `await using` closes it. */
export class TestServer implements AsyncDisposable {
  /** All requests so far, in order. */
  readonly requests: RecordedRequest[] = [];
  readonly #http = createServer((request, response) => {
    this.#answer(request, response).catch((error: unknown) => this.#fail(error, response));
  });
  readonly #sockets = new Map<Socket, number>();
  readonly #queue: Reply[] = [];
  readonly #failures: unknown[] = [];
  #current: Reply | undefined;
  #connections = 0;
  #bytesSent = 0;
  #sentWhenReaderLeft: number | undefined;
  #closing: Promise<void> | undefined;

  constructor() {
    // Node would close idle connections after 5 s, and a test could not tell that from a client that closed its own.
    this.#http.keepAliveTimeout = 0;
    this.#http.on("connection", (socket) => {
      this.#sockets.set(socket, ++this.#connections);
      socket.once("close", () => this.#sockets.delete(socket));
    });
  }

  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  get url(): string {
    const address = this.#http.address();
    if (address === null || typeof address === "string") {
      throw new Error(
        "The test server does not listen. Start it with startTestServer() and read `url` before close().",
      );
    }
    return `http://127.0.0.1:${address.port}`;
  }

  /** Connections open now. */
  get openSockets(): number {
    return this.#sockets.size;
  }

  /** Connections accepted in total. */
  get connections(): number {
    return this.#connections;
  }

  /** Bytes of bodies (before chunked encoding) that the operating system has taken, over all responses. */
  get bytesSent(): number {
    return this.#bytesSent;
  }

  /** Queues the answer to the next request that has none yet. The last one queued also answers all further requests. */
  reply(reply: Reply): void {
    this.#queue.push(reply);
  }

  /**
   * Starts the count of `sentAfterReaderLeft`. The test says when, for the server cannot know: a reader that leaves without
   * closing its connection, the fault to be found, looks to the server like one that reads on.
   */
  markReaderLeft(): void {
    this.#sentWhenReaderLeft = this.#bytesSent;
  }

  /** Bytes of bodies sent since `markReaderLeft()`; throws if that was not called. */
  get sentAfterReaderLeft(): number {
    if (this.#sentWhenReaderLeft === undefined) {
      throw new Error("Nothing was counted: call server.markReaderLeft() when the reader leaves, then read this.");
    }
    return this.#bytesSent - this.#sentWhenReaderLeft;
  }

  /**
   * Resolves when the condition holds, looking every few milliseconds. Rejects after `ms` milliseconds, and at once when a
   * request could not be answered.
   */
  until(condition: () => boolean, ms = 2000): Promise<void> {
    const looked = (): boolean => {
      this.#throwFailures();
      return condition();
    };
    return until(looked, ms, () => {
      const { openSockets, connections, requests, bytesSent } = this;
      const counts = JSON.stringify({ openSockets, connections, requests: requests.length, bytesSent });
      return `for ${condition.toString()}. The test server has ${counts}.`;
    });
  }

  /** Waits for the port. */
  async listen(): Promise<void> {
    this.#http.listen(0, "127.0.0.1");
    await once(this.#http, "listening");
  }

  /** Breaks all connections and stops. Rejects when a request could not be answered: an unscripted one, a step that threw. */
  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    this.#http.close();
    // The server's own "close" may come before that of its sockets, while steps still hold timers.
    const closed = [...this.#sockets.keys()].map(
      (socket) => new Promise<void>((resolve) => socket.once("close", () => resolve()).destroy()),
    );
    await Promise.all(closed);
    this.#throwFailures();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url = "", headers, socket } = request;
    const socketId = this.#sockets.get(socket) ?? 0; // never 0: Node emits "connection" before "request"
    const body = await text(request).catch(() => undefined);
    if (body === undefined) return; // the client left while it was sending: nobody is there to be answered
    const recorded = { method, url, headers, body, socketId };
    this.requests.push(recorded);
    this.#current = this.#queue.shift() ?? this.#current;
    if (this.#current === undefined) {
      throw new Error(`No answer is scripted for ${method} ${url}. Call server.reply(…) before the request.`);
    }
    const script = typeof this.#current === "function" ? this.#current(recorded) : this.#current;
    await playScript(script, response, (bytes) => (this.#bytesSent += bytes));
  }

  /** Tells the client as well, so that the test fails with the reason, by a status that no client retries. */
  #fail(error: unknown, response: ServerResponse): void {
    this.#failures.push(error);
    if (response.headersSent) response.destroy();
    else response.writeHead(400, { "content-type": "text/plain" }).end(`Test server: ${String(error)}`);
  }

  #throwFailures(): void {
    if (this.#failures.length === 0) return;
    const reasons = this.#failures.map(String).join("\n");
    throw new AggregateError(this.#failures, `The test server could not answer as scripted:\n${reasons}`);
  }
}

/** Starts a server on a free port of 127.0.0.1. */
export async function startTestServer(): Promise<TestServer> {
  const server = new TestServer();
  await server.listen();
  return server;
}
