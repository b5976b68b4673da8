import type { ServerResponse } from "node:http";
import { promisify } from "node:util";
import {
  createServer,
  isChatCompletionBody,
  type ChatCompletionRequest,
  type Fixture,
  type MockServerOptions,
} from "@copilotkit/aimock";

export interface ForeignServer extends AsyncDisposable {
  readonly url: string;
  /** The requests that it answered, in the words of OpenAI's chat completions, into which it translates those of all wires. */
  readonly requests: readonly ChatCompletionRequest[];
  /** Answers that it is at, and whose connection is still there. */
  readonly underWay: number;
  /** Connections open now, as its own HTTP server counts them. */
  connections(): Promise<number>;
}

/** Somebody else's server of four wires (aimock), on a free port of this machine. Texts come in chunks of eight characters. */
export async function startForeignServer(
  fixtures: readonly Fixture[],
  options: MockServerOptions = {},
): Promise<ForeignServer> {
  const given = { host: "127.0.0.1", port: 0, chunkSize: 8, logLevel: "silent", ...options } as const;
  const { server, url, journal } = await createServer([...fixtures], given);
  const open = new Set<ServerResponse>();
  server.on("request", (_, response) => {
    open.add(response);
    response.once("close", () => open.delete(response));
  });
  return {
    url,
    get underWay() {
      return open.size;
    },
    get requests() {
      return journal.getAll().flatMap(({ body }) => (isChatCompletionBody(body) ? [body] : []));
    },
    connections: promisify(server.getConnections.bind(server)),
    async [Symbol.asyncDispose]() {
      const closed = promisify(server.close.bind(server))();
      server.closeAllConnections();
      await closed;
    },
  };
}
