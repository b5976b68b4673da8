import { done, sse, startTestServer, type Step, type TestServer } from "@zoetrope/test-server";
import { OpenAI } from "openai";

export const model = "gpt-4o-mini";

export function clientOf(server: TestServer): OpenAI {
  return new OpenAI({ apiKey: "sk-test", baseURL: `${server.url}/v1`, maxRetries: 0 });
}

/** One chunk with this text. */
export function say(content: string): string {
  return chunk([{ index: 0, delta: { content }, finish_reason: null }]);
}

function chunk(choices: readonly object[], more: object = {}): string {
  return sse({ id: "c1", object: "chat.completion.chunk", created: 1, model, choices, ...more }).join("");
}

export function piece(delta: object): string {
  return chunk([{ index: 0, delta, finish_reason: null }]);
}

/** The end of an answer, with what the server counted; null: it counts nothing. */
export function end(usage: object | null): readonly string[] {
  const finish = chunk([{ index: 0, delta: {}, finish_reason: "stop" }]);
  return usage === null ? [finish, done()] : [finish, chunk([], { usage }), done()];
}

export function usage(prompt: number, completion: number): object {
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}

/** A server whose bodies are these, one for each request; the last one for all that follow. */
export async function serve(...bodies: readonly (readonly Step[])[]): Promise<TestServer> {
  const server = await startTestServer();
  for (const body of bodies) server.reply({ headers: { "content-type": "text/event-stream" }, body });
  return server;
}

/** A server that answers whole, with this text and these counts. */
export async function serveWhole(content: string, counted: object | null): Promise<TestServer> {
  const server = await startTestServer();
  const choices = [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop" }];
  const answer = {
    id: "c1",
    object: "chat.completion",
    created: 1,
    model,
    choices,
    ...(counted && { usage: counted }),
  };
  server.reply({ headers: { "content-type": "application/json" }, body: [JSON.stringify(answer)] });
  return server;
}
