import { openaiCall } from "@zoetrope/openai";
import { run } from "./support/run.js";

// The same with `stream: true`: the answer comes as pairs of a chunk and a tool, here without tools.
await run(async (server) => {
  const recommendBook = openaiCall("gpt-4o-mini", { ...server, stream: true })(
    (genre: string) => `Recommend a book about ${genre}`,
  );

  for await (const [chunk] of recommendBook("dragons")) process.stdout.write(chunk.content);
  console.log();
});
