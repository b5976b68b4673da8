import { anthropic } from "@zoetrope/anthropic";
import { google } from "@zoetrope/google";
import { BaseTool, llmCall, openai, openaiResponses, registerProviders, type Message } from "@zoetrope/openai";
import { placeOf } from "./support/place-of.js";
import { run } from "./support/run.js";

registerProviders(openai, openaiResponses, anthropic, google);

class GetTime extends BaseTool.with({}, { description: "The time of day." }) {
  override call() {
    return "noon";
  }
}

await run(async (server) => {
  // One program: nothing but this string changes.
  const answer = (model: string) =>
    llmCall(model, { ...placeOf(server, model), stream: true, tools: [GetTime] })(
      (history: readonly Message[]) => history,
    );
  const models = [
    "openai:gpt-4o-mini",
    "openai-responses:gpt-4o-mini",
    "anthropic:claude-sonnet-5-5",
    "google:gemini-2.5-flash",
  ];

  for (const [at, model] of models.entries()) {
    const history: Message[] = [{ role: "user", content: "What time is it?" }];
    const first = await answer(model)(history).response();
    const outputs = first.tools.map((tool) => [tool, tool.call()] as const);
    history.push(first.messageParam, ...first.toolMessageParams(outputs));
    console.log(`${first.provider} calls ${first.tools.map(({ toolCall }) => toolCall.name).join()}.`);

    // The second turn is another provider's: a history goes on with whoever answers.
    const second = answer(models[(at + 1) % models.length] ?? model)(history);
    for await (const [chunk] of second) process.stdout.write(chunk.content);
    console.log(` (${second.provider}, ${second.finishReason}, warnings: ${second.warnings.length})`);
  }
});
