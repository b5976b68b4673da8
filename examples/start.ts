import { openaiCall } from "@zoetrope/openai";
import { run } from "./support/run.js";

// npm start, or npm start -- pears
const topic = process.argv.slice(2).join(" ") || "zoetropes";

await run(async (server) => {
  const tellAbout = openaiCall("gpt-4o-mini", { ...server, stream: true })(
    (subject: string) => `Briefly, tell me about ${subject}`,
  );

  const stream = tellAbout(topic);
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
