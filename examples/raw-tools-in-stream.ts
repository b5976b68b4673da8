import { InvalidTool, openaiCall } from "@zoetrope/openai";
import { run } from "./support/run.js";

// A tool in OpenAI's own words. Nothing is known of its arguments, so they are `unknown`.
const getWeather = {
  type: "function",
  function: {
    name: "get_weather",
    description: "The weather in a city.",
    parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
  },
} as const;

await run(async (server) => {
  const askWeather = openaiCall("gpt-4o-mini", { ...server, stream: true, tools: [getWeather] })(
    (cities: string) => `What is the weather in ${cities}?`,
  );

  const stream = askWeather("Lisbon and Oslo");
  for await (const [, tool] of stream) {
    if (tool instanceof InvalidTool) console.log(`Not usable: ${tool.error.message}`);
    else if (tool) console.log(`${tool.name}: ${JSON.stringify(tool.args)}`);
  }
  console.log(`Tools: ${stream.tools.length}, finish reason: ${stream.finishReasons.join(", ")}`);
});
