import { setTimeout as sleep } from "node:timers/promises";
import { LLMock, type FixtureResponse } from "@copilotkit/aimock";
import { standInAnswer } from "./stand-in-answer.js";

/** Characters in a chunk, and milliseconds before each: about the pace of a hosted model. */
const chunkSize = 8;
const latency = 20;

export interface StandIn extends AsyncDisposable {
  readonly baseURL: string;
  readonly apiKey: string;
}

/** A server on a free port of this machine that speaks OpenAI's chat completions and answers from a form. */
export async function startStandIn(): Promise<StandIn> {
  const server = new LLMock({ host: "127.0.0.1", port: 0, chunkSize, latency, logLevel: "silent" });
  server.on({ endpoint: "chat" }, async (request) => {
    const answer = standInAnswer(request);
    // A model makes a whole answer no faster than a streamed one; the mock would send it at once.
    if (!request.stream) await sleep((length(answer) / chunkSize) * latency);
    return answer;
  });
  const url = await server.start();
  return {
    baseURL: `${url}/v1`,
    apiKey: "no-key-needed",
    [Symbol.asyncDispose]: () => server.stop(),
  };
}

function length(answer: FixtureResponse): number {
  return JSON.stringify(answer).length;
}
