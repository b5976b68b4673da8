import { openaiCall } from "@zoetrope/openai";
import { z } from "zod";
import { run } from "./support/run.js";

const Print = z.object({ name: z.string(), printed: z.int().min(1450) });

// An answer that does not fit goes back to the model, with what is wrong. The loop goes on with the next answer's partials.
await run(async (server) => {
  const options = { ...server, responseModel: Print, stream: true, retry: { validation: 2 } } as const;
  const extract = openaiCall("gpt-4o-mini", options)((text: string) => `Extract the print: something about ${text}`);

  const stream = extract("the Gutenberg Bible");
  for await (const { printed } of stream) {
    if (printed !== undefined) console.log(`Attempt ${stream.attempt}: printed: ${printed}`);
  }
  const { name, printed } = await stream.final();
  const { attempts, usage } = stream;
  console.log(`Valid: ${name}, ${printed}. Attempts: ${attempts.length}, tokens: ${usage?.totalTokens}`);
});
