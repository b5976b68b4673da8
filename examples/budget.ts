import { Budget, BudgetExceededError, openaiCall } from "@zoetrope/openai";
import { usePrices } from "@zoetrope/prices";
import { run } from "./support/run.js";

// A stream is stopped when it has spent its budget, and a call is refused when nothing is left for it.
await run(async (server) => {
  usePrices();
  const budget = new Budget({ usd: 0.00002 });
  const tell = openaiCall("gpt-4o-mini", { ...server, stream: true, budget })(
    (topic: string) => `Tell me about ${topic}`,
  );

  for (const topic of ["dragons", "whales"]) {
    try {
      for await (const [chunk] of tell(topic)) process.stdout.write(chunk.content);
    } catch (error) {
      if (!BudgetExceededError.isInstance(error)) throw error;
      console.log(`\n${error.message}`);
      console.log(`Had arrived: ${error.partial?.content.length ?? 0} characters`);
    }
  }
});
