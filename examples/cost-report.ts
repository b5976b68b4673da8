import { costReport, openaiCall } from "@zoetrope/openai";
import { usePrices } from "@zoetrope/prices";
import { run } from "./support/run.js";

// What a batch has cost, by model, prompt and tag. Without usePrices() every cost is null, and no list of prices is loaded.
await run(async (server) => {
  usePrices();
  const summarise = openaiCall("gpt-4o-mini", { ...server, metadata: { name: "summarise", tags: ["nightly"] } })(
    (topic: string) => `Summarise what is known about ${topic}`,
  );
  const review = openaiCall("gpt-4o", { ...server, metadata: { name: "review", tags: ["nightly", "dear"] } })(
    (topic: string) => `Review this summary of ${topic}`,
  );

  const topics = ["dragons", "whales", "comets"];
  const summaries = await Promise.all(topics.map((topic) => summarise(topic)));
  const reviews = await Promise.all(topics.slice(0, 1).map((topic) => review(topic)));

  const report = costReport([...summaries, ...reviews]);
  console.log(String(report));
  console.log(`\nThe first answer: $${summaries[0]?.cost}, by prices of ${summaries[0]?.costMetadata?.tableDate}`);
  console.log(`As JSON: ${JSON.stringify(report.total)}`);
});
