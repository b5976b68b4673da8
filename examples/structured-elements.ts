import { openaiCall } from "@zoetrope/openai";
import { z } from "zod";
import { run } from "./support/run.js";

const Chapter = z.object({ title: z.string(), pages: z.int() });

// Each element of a list is handed out when it is closed, validated, while the next one is being written.
await run(async (server) => {
  const outline = openaiCall("gpt-4o-mini", { ...server, responseModel: z.array(Chapter), stream: true })(
    (topic: string) => `Write the outline of a book about ${topic}`,
  );

  const stream = outline("dragons");
  let count = 0;
  for await (const chapter of stream.elements()) {
    console.log(`${++count}: ${chapter.title} (${stream.isDone("") ? "the last one" : "the answer goes on"})`);
  }
  console.log(`Together: ${(await stream.final()).length}`);
});
