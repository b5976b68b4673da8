import { OpenAIPrompt, callParams, promptTemplate } from "@zoetrope/openai";
import { z } from "zod";
import { run } from "./support/run.js";

@promptTemplate(`
  SYSTEM: You answer in one short paragraph.
  USER: Tell me about {subject}
`)
@callParams({ model: "gpt-4o-mini", temperature: 0.7 })
class TellAbout extends OpenAIPrompt.with({ subject: z.string().min(1) }) {}

// npm start, or npm start -- pears
const subject = process.argv.slice(2).join(" ") || "zoetropes";

await run(async (server) => {
  const stream = new TellAbout({ subject }).stream(server);
  let pairs = 0;
  for await (const [chunk] of stream) {
    process.stdout.write(chunk.content);
    pairs++;
  }

  const response = stream.constructCallResponse();
  console.log(`\n\nFinish reason: ${response.finishReasons.join(", ")}`);
  console.log(`Usage: ${response.inputTokens} tokens in, ${response.outputTokens} out`);
  console.log(`Pairs: ${pairs}`);
});
