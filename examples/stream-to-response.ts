import { openaiCall } from "@zoetrope/openai";
import { run } from "./support/run.js";

// A stream as a promise: `response()` reads what is left of it and gives what the call without `stream` would have.
await run(async (server) => {
  const recommendBook = openaiCall("gpt-4o-mini", { ...server, stream: true })(
    (genre: string) => `Recommend a book about ${genre}`,
  );

  const response = await recommendBook("dragons").response();
  console.log(response.content);
  console.log(`Model: ${response.model}`);
  console.log(`Ending: ${response.ending?.status}`);
});
