import { BaseTool, OpenAIPrompt, callParams, promptTemplate, type OpenAIDynamicConfig } from "@zoetrope/openai";
import { z } from "zod";
import { run } from "./support/run.js";

class GetWeather extends BaseTool.with({ city: z.string() }, { description: "The weather in a city." }) {
  call(): string {
    return `sunny in ${this.city}`;
  }
}

// What a prompt computes for one run. Nothing of it is seen by the next.
@promptTemplate("{greeting}! Plan a day in {city}")
@callParams({ model: "gpt-4o-mini", temperature: 1 })
class PlanDay extends OpenAIPrompt.with({ city: z.string(), knowsWeather: z.boolean() }) {
  override dynamicConfig() {
    return {
      computedFields: { greeting: `Bom dia, ${this.city}` },
      callParams: { temperature: this.knowsWeather ? 0.2 : 0.9 },
      tools: this.knowsWeather ? [] : [GetWeather],
      metadata: { city: this.city },
    } satisfies OpenAIDynamicConfig;
  }
}

await run(async (server) => {
  for (const knowsWeather of [false, true]) {
    const response = await new PlanDay({ city: "Lisbon", knowsWeather }).call(server);
    const { temperature } = response.callParams;
    console.log(
      `Temperature ${temperature}, tools called: ${response.tools.length}, ${JSON.stringify(response.metadata)}`,
    );
    if (response.content !== "") console.log(response.content);
  }
});
