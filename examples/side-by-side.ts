import { openaiCall } from "@zoetrope/openai";
import { run } from "./support/run.js";

const prompt = (genre: string): string => `Recommend a book about ${genre}`;

// One prompt, blocking and streaming: the same kind of response in the end, but its first words come sooner.
await run(async (server) => {
  const blocking = openaiCall("gpt-4o-mini", server)(prompt);
  const streaming = openaiCall("gpt-4o-mini", { ...server, stream: true })(prompt);
  let start = performance.now();
  const elapsed = (): string => `after ${Math.round(performance.now() - start)} ms`;

  const whole = await blocking("dragons");
  console.log(`Blocking:  all ${whole.content.length} characters ${elapsed()}`);

  start = performance.now();
  const stream = streaming("dragons");
  for await (const [chunk] of stream) {
    if (chunk.content !== "" && stream.content === chunk.content) console.log(`Streaming: the first ${elapsed()}`);
  }
  const streamed = stream.constructCallResponse();
  console.log(`Streaming: all ${streamed.content.length} characters ${elapsed()}`);
});
