import { OpenAIPrompt, callParams, promptTemplate, type Message } from "@zoetrope/openai";
import type OpenAI from "openai";
import { run } from "./support/run.js";

// MESSAGES: puts a list of messages in place, whichever kind they are of. An empty list is fine.
@promptTemplate(`
  SYSTEM: You are a librarian.
  MESSAGES: {history}
  USER: {question}
`)
@callParams({ model: "gpt-4o-mini" })
class Ask extends OpenAIPrompt {
  constructor(
    readonly question: string,
    readonly history: readonly (Message | OpenAI.ChatCompletionMessageParam)[] = [],
  ) {
    super();
  }
}

await run(async (server) => {
  const first = new Ask("Recommend a book about dragons").stream(server);
  for await (const [chunk] of first) process.stdout.write(chunk.content);

  // The system message is the template's: what follows it is the history.
  const history = [...first.messages.slice(1), first.messageParam];
  const second = new Ask("And one about whales?", history).stream(server);
  console.log();
  for await (const [chunk] of second) process.stdout.write(chunk.content);
  console.log(`\nRoles: ${second.messages.map(({ role }) => role).join(", ")}`);
});
