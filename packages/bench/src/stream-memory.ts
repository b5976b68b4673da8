import { openaiCall } from "@zoetrope/openai";
import { OpenAI } from "openai";
import { chatReads, fakeFetch } from "./fake-fetch.js";
import { heapUsed } from "./heap-used.js";
import type { Target } from "./target.js";

const chunks = 100_000;
const text = " 8 chars";

/** What a stream that is held keeps for each chunk above its text, `stream.content` read in the loop or not. */
export async function streamMemory(): Promise<Target[]> {
  return [await kept(false), await kept(true)];
}

async function kept(readContent: boolean): Promise<Target> {
  const client = new OpenAI({ apiKey: "bench", fetch: fakeFetch(chatReads(chunks, text, 16)) });
  const ask = openaiCall("bench-model", { stream: true, client })(() => "Go on.");
  // A first stream, so that what is compiled and cached once is there before.
  for await (const _pair of ask());
  const before = await heapUsed();
  const stream = ask();
  let seen = 0;
  let count = 0;
  for await (const [chunk] of stream) {
    // Every tenth chunk: reading all of it each time would be quadratic for any kind of text.
    if (readContent && ++count % 10 === 0) seen += stream.content.length;
    else seen += chunk.content.length;
  }
  const after = await heapUsed();
  if (seen === 0 || stream.content.length !== chunks * text.length) throw new Error("The stream lacks text.");
  return {
    name: `kept a chunk above the text, content ${readContent ? "read in the loop" : "not read"}`,
    value: (after - before - stream.content.length) / chunks,
    limit: 16,
    unit: "bytes",
    detail: `${chunks} chunks of ${text.length} characters`,
  };
}
