import { setTimeout as sleep } from "node:timers/promises";
import { openaiCall, type OpenAICallOptions, type OpenAIStream } from "@zoetrope/openai";
import type { ClientSockets } from "@zoetrope/test-server";
import { OpenAI } from "openai";

/** What became of one stream. */
export interface Outcome {
  readonly status: string | undefined;
  readonly content: string;
  /** The name of what the loop threw; "" when it ended. The SDK's errors are all named "Error", so theirs is the class's. */
  readonly error: string;
  /** Connections of this process to the server, 100 ms after the loop's end. */
  readonly sockets: number;
}

/** A server of the test, scripted or foreign. */
export interface Opponent {
  readonly url: string;
}

/** A stream of the real client, which asks once. */
export function askOpponent(
  { url }: Opponent,
  options: Omit<OpenAICallOptions<true, [], unknown>, "stream" | "outputParser" | "client"> = {},
  prompt = "Hi",
): OpenAIStream {
  const client = new OpenAI({ apiKey: "sk-test", baseURL: `${url}/v1`, maxRetries: 0 });
  return openaiCall<true>("gpt-4o-mini", { ...options, client, stream: true })(() => prompt)();
}

/** Reads a stream with `loop` (by default to its end), waits 100 ms and tells what there is. */
export async function outcomeOf(
  stream: OpenAIStream,
  { url }: Opponent,
  sockets: ClientSockets,
  loop: (stream: OpenAIStream) => Promise<void> = readAll,
): Promise<Outcome> {
  const error = await loop(stream).then(
    () => "",
    (thrown: unknown) => nameOf(thrown),
  );
  await sleep(100);
  const open = sockets.open(Number(new URL(url).port));
  return { status: stream.ending?.status, content: stream.content, error, sockets: open };
}

async function readAll(stream: OpenAIStream): Promise<void> {
  for await (const _ of stream);
}

function nameOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  return thrown.name === "Error" ? thrown.constructor.name : thrown.name;
}
