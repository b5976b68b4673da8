import { BaseTool, PartialTool, openaiCall } from "@zoetrope/openai";
import { z } from "zod";
import { run } from "./support/run.js";

class GetWeather extends BaseTool.with({ city: z.string() }, { description: "The weather in a city." }) {
  call(): string {
    return `sunny in ${this.city}`;
  }
}

// Arguments are shown while the model writes them. They are not validated before the tool itself comes.
await run(async (server) => {
  const ask = openaiCall("gpt-4o-mini", { ...server, stream: { partialTools: true }, tools: [GetWeather] })(
    (cities: string) => `What is the weather in ${cities}?`,
  );

  for await (const [, tool] of ask("Constantinople and Ouagadougou")) {
    if (tool instanceof PartialTool) console.log(`call ${tool.index + 1}: ${tool.args.city ?? ""}…`);
    else if (tool instanceof GetWeather) console.log(`${tool.call()}.`);
  }
});
