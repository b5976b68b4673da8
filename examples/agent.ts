import { BaseTool, openaiCall, runTools } from "@zoetrope/openai";
import type OpenAI from "openai";
import { z } from "zod";
import { run } from "./support/run.js";

class GetWeather extends BaseTool.with({ city: z.string() }, { description: "The weather in a city." }) {
  call(): string {
    return `sunny in ${this.city}`;
  }
}

class GetTime extends BaseTool.with({ city: z.string() }, { description: "The time in a city." }) {
  async call(): Promise<string> {
    return `noon in ${this.city}`;
  }
}

// The model works with two tools until it answers in words. Every turn is streamed; the tools of one run at once.
await run(async (server) => {
  const ask = openaiCall("gpt-4o-mini", { ...server, stream: true, tools: [GetWeather, GetTime] })(
    (history: OpenAI.ChatCompletionMessageParam[]) => [
      { role: "system", content: "You help travellers, and are brief." },
      ...history,
    ],
  );

  const agent = runTools(ask, [{ role: "user", content: "What are weather and time in Lisbon and Oslo?" }], {
    maxTurns: 5,
    onTurn: ({ turn, outcomes }) => {
      for (const { tool, output, error } of outcomes) {
        console.log(`Turn ${turn}, ${tool.toolCall.name}: ${error === null ? output : `failed (${error.message})`}`);
      }
    },
  });
  for await (const [chunk] of agent) process.stdout.write(chunk.content);

  const { reason, messages } = await agent.result();
  console.log(`\nEnded: ${reason}, with ${messages.length} messages`);
});
