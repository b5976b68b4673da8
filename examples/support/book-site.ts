import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { serve } from "@hono/node-server";
import { openaiCall, type OpenAIStream } from "@zoetrope/openai";
import { sse, type TestServer } from "@zoetrope/test-server";

/** A call that streams what the test server scripts, and the streams that it made. */
export function bookCall(provider: TestServer) {
  const streams: OpenAIStream[] = [];
  const call = openaiCall("gpt-4o-mini", { baseURL: `${provider.url}/v1`, apiKey: "test", stream: true })(
    (topic: string) => `Recommend a book about ${topic}`,
  );
  return {
    streams,
    recommendBook(topic: string): OpenAIStream {
      const stream = call(topic);
      streams.push(stream);
      return stream;
    },
  };
}

/** Events of OpenAI's wire, each with some text. */
export function textEvents(...texts: readonly string[]): string[] {
  return sse(...texts.map((content) => chunk({ content })));
}

/** The event that says that the answer is whole. */
export function finishEvent(): string {
  return sse(chunk({}, "stop")).join("");
}

function chunk(delta: object, finish: string | null = null): object {
  return { object: "chat.completion.chunk", choices: [{ index: 0, delta, finish_reason: finish }] };
}

export interface Site extends AsyncDisposable {
  readonly url: string;
  /** What the site has written to its clients and the system has not taken yet. */
  unsentBytes(): number;
}

export function nodeSite(listener: RequestListener): Promise<Site> {
  return listening(createServer(listener).listen(0, "127.0.0.1"));
}

export function fetchSite(handler: (request: Request) => Response | Promise<Response>): Promise<Site> {
  return listening(serve({ fetch: handler, hostname: "127.0.0.1", port: 0, createServer }) as Server);
}

async function listening(server: Server): Promise<Site> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => sockets.add(socket));
  if (!server.listening) await once(server, "listening");
  // Only a server on a pipe has an address of another kind.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    unsentBytes: () => [...sockets].reduce((sum, { writableLength }) => sum + writableLength, 0),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
