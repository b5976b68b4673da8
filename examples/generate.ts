import { openaiCall } from "@zoetrope/openai";
import { run } from "./support/run.js";

// A function, decorated: what it returns is sent, and the whole answer comes back.
await run(async (server) => {
  const recommendBook = openaiCall("gpt-4o-mini", server)((genre: string) => `Recommend a book about ${genre}`);

  const response = await recommendBook("dragons");
  console.log(response.content);
});
