import { startTestServer, type Step, type TestServer } from "@zoetrope/test-server";
import { openaiCall, type OpenAICallOptions, type OpenAITool } from "@zoetrope/openai";
import { OpenAI } from "openai";

/** The real client of the SDK, asking a server of the test. No retries: each request takes an answer of the script. */
export function clientOf(server: TestServer, maxRetries = 0): OpenAI {
  return new OpenAI({ apiKey: "sk-test", baseURL: `${server.url}/v1`, maxRetries });
}

/** A server whose bodies are these, one for each request. */
export async function serve(...bodies: readonly (readonly Step[])[]): Promise<TestServer> {
  const server = await startTestServer();
  const headers = { "content-type": "text/event-stream", "x-request-id": "req_1" };
  for (const body of bodies) server.reply({ headers, body });
  return server;
}

type Options<Stream, Tools extends readonly OpenAITool[]> = Omit<
  OpenAICallOptions<Stream, Tools, unknown>,
  "stream" | "outputParser"
>;

/** Streams an answer of the server to a prompt, by default "Hi". */
export function ask<const Tools extends readonly OpenAITool[] = []>(
  server: TestServer,
  options?: Options<true, Tools>,
  prompt: () => string | Promise<string> = () => "Hi",
) {
  const client = options?.client ?? clientOf(server);
  return openaiCall<true, Tools>("gpt-4o-mini", { ...options, client, stream: true })(prompt)();
}

/** Asks for a whole answer to the prompt "Hi". */
export function askWhole<const Tools extends readonly OpenAITool[] = []>(
  server: TestServer,
  options?: Options<false, Tools>,
) {
  return openaiCall<false, Tools>("gpt-4o-mini", { ...options, client: options?.client ?? clientOf(server) })(
    () => "Hi",
  )();
}

/** Reads a stream to its end: its pairs, and the error that the loop threw. */
export async function read<Chunk, Tool>(stream: AsyncIterable<[Chunk, Tool | null]>) {
  const chunks: Chunk[] = [];
  const tools: (Tool | null)[] = [];
  let error: unknown;
  try {
    for await (const [chunk, tool] of stream) {
      chunks.push(chunk);
      tools.push(tool);
    }
  } catch (thrown) {
    error = thrown;
  }
  return { chunks, tools, error, text: chunks.map(String).join("") };
}
