import { openaiCall } from "@zoetrope/openai";
import { run } from "./support/run.js";

// "stop": the model was done. "length": the token limit cut it. Both are complete answers; a cut connection is none.
await run(async (server) => {
  for (const limit of [500, 10]) {
    const recommendBook = openaiCall("gpt-4o-mini", {
      ...server,
      stream: true,
      callParams: { max_completion_tokens: limit },
    })((genre: string) => `Recommend a book about ${genre}`);

    const stream = recommendBook("dragons");
    for await (const [chunk] of stream) process.stdout.write(chunk.content);
    console.log(`\n[${limit} tokens at most: ${stream.finishReasons.join(", ")}, ${stream.ending?.status}]`);
  }
});
