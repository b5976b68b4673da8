import { BaseTool, openaiCall } from "@zoetrope/openai";
import type OpenAI from "openai";
import { z } from "zod";
import { run } from "./support/run.js";

class GetWeather extends BaseTool.with({ city: z.string() }, { description: "The weather in a city." }) {
  call(): string {
    return `sunny in ${this.city}`;
  }
}

// The second turn: the calls and their results go back to the model, which then answers in words.
await run(async (server) => {
  const converse = openaiCall("gpt-4o-mini", { ...server, stream: true, tools: [GetWeather] })(
    (history: OpenAI.ChatCompletionMessageParam[]) => history,
  );

  const asked = converse([{ role: "user", content: "What is the weather in Lisbon and Oslo?" }]);
  const outputs: [tool: (typeof asked.tools)[number], output?: unknown][] = [];
  for await (const [, tool] of asked) {
    // A call that does not fit answers with its own error, and the model can mend it.
    if (tool) outputs.push(tool instanceof GetWeather ? [tool, tool.call()] : [tool]);
  }

  const answered = converse([...asked.messages, asked.messageParam, ...asked.toolMessageParams(outputs)]);
  for await (const [chunk] of answered) process.stdout.write(chunk.content);
  console.log();
});
