import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { openaiCall, type OpenAICallOptions, type OpenAIStream } from "@zoetrope/openai";
import { ClientSockets } from "@zoetrope/test-server";
import { OpenAI } from "openai";
import type { LoadRequest } from "./load-server.js";

/** A server in a process of its own, and this process's connections to it. */
export interface LoadServer extends Disposable {
  readonly sockets: ClientSockets;
  ask(request: LoadRequest, options?: Pick<OpenAICallOptions<true, [], unknown>, "signal">): OpenAIStream;
}

/** Forks the server; with this process's own flags, so that it runs from the sources as well. */
export async function startLoadServer(): Promise<LoadServer> {
  const child = fork(fileURLToPath(new URL("load-server.ts", import.meta.url)));
  const [url]: unknown[] = await once(child, "message");
  const sockets = new ClientSockets();
  const client = new OpenAI({ apiKey: "bench", baseURL: String(url), maxRetries: 0 });
  return {
    sockets,
    ask: (request, options) =>
      openaiCall<true>("load-model", { ...options, stream: true, client })(() => JSON.stringify(request))(),
    [Symbol.dispose]() {
      sockets[Symbol.dispose]();
      child.disconnect();
    },
  };
}
