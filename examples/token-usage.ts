import { openaiCall } from "@zoetrope/openai";
import { run } from "./support/run.js";

// A stream asks for usage by default. It comes with the last chunk; before that the counts are null.
await run(async (server) => {
  const recommendBook = openaiCall("gpt-4o-mini", { ...server, stream: true })(
    (genre: string) => `Recommend a book about ${genre}`,
  );

  const stream = recommendBook("dragons");
  console.log(`Before: ${stream.totalTokens}`);
  for await (const [chunk] of stream) process.stdout.write(chunk.content);

  console.log(`\nInput tokens: ${stream.inputTokens}`);
  console.log(`Output tokens: ${stream.outputTokens}`);
  console.log(`Total tokens: ${stream.totalTokens}`);
});
