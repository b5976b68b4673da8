import { BaseTool, openaiCall } from "@zoetrope/openai";
import { z } from "zod";
import { run } from "./support/run.js";

class GetWeather extends BaseTool.with({ city: z.string() }, { description: "The weather in a city." }) {
  call(): string {
    return `sunny in ${this.city}`;
  }
}

// A pair's second half is a tool as soon as its call is whole; its fields are validated and typed.
await run(async (server) => {
  const askWeather = openaiCall("gpt-4o-mini", { ...server, stream: true, tools: [GetWeather] })(
    (cities: string) => `What is the weather in ${cities}?`,
  );

  const stream = askWeather("Lisbon and Oslo");
  for await (const [chunk, tool] of stream) {
    process.stdout.write(chunk.content);
    if (tool instanceof GetWeather) console.log(`${tool.city}: ${tool.call()}`);
    else if (tool) console.log(`Not usable: ${tool.error.message}`);
  }
  console.log(`Tools: ${stream.tools.length}, finish reason: ${stream.finishReasons.join(", ")}`);
});
