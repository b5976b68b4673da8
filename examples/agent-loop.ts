import { BaseTool, openaiCall } from "@zoetrope/openai";
import type OpenAI from "openai";
import { z } from "zod";
import { run } from "./support/run.js";

class GetWeather extends BaseTool.with({ city: z.string() }, { description: "The weather in a city." }) {
  call(): string {
    if (this.city === "Oslo") throw new Error("the station in Oslo is silent");
    return `sunny in ${this.city}`;
  }
}

/** An error as an output tells the model what went wrong, and it can try something else. */
async function outputOf(tool: { call(): unknown }): Promise<unknown> {
  try {
    return await tool.call();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

// What runTools does, written out: for an agent that wants it otherwise.
await run(async (server) => {
  const ask = openaiCall("gpt-4o-mini", { ...server, stream: true, tools: [GetWeather] })(
    (history: OpenAI.ChatCompletionMessageParam[]) => history,
  );

  const history: OpenAI.ChatCompletionMessageParam[] = [
    { role: "user", content: "What is the weather in Lisbon and Oslo?" },
  ];
  for (let turn = 1; turn <= 5; turn++) {
    const stream = ask(history);
    for await (const [chunk] of stream) process.stdout.write(chunk.content);
    history.push(stream.messageParam);
    if (stream.tools.length === 0) break;
    const outputs = await Promise.all(stream.tools.map(async (tool) => [tool, await outputOf(tool)] as const));
    history.push(...stream.toolMessageParams(outputs));
  }
  console.log(`\nMessages: ${history.map(({ role }) => role).join(", ")}`);
});
