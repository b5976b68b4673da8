import { openaiCall } from "@zoetrope/openai";
import { run } from "./support/run.js";

// `await using` closes the connection at the end of the block, however the block is left; `break` alone does so, too.
await run(async (server) => {
  const recommendBook = openaiCall("gpt-4o-mini", { ...server, stream: true })(
    (genre: string) => `Recommend a book about ${genre}`,
  );

  const left = recommendBook("dragons");
  {
    await using stream = left;
    for await (const [chunk] of stream) {
      process.stdout.write(chunk.content);
      if (stream.content.length > 30) break;
    }
  }
  // What had arrived stays readable.
  console.log(`\nEnding: ${left.ending?.status}`);
  console.log(`Partial: ${left.constructCallResponse({ partial: true }).content}`);
});
