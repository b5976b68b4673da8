import { createInterface } from "node:readline";
import { openaiCall, type OpenAIStream } from "@zoetrope/openai";
import type OpenAI from "openai";
import { run } from "./support/run.js";

await run(async (server) => {
  let history: readonly OpenAI.ChatCompletionMessageParam[] = [];
  const ask = openaiCall("gpt-4o-mini", { ...server, stream: true })((question: string) => [
    ...history,
    { role: "user", content: question },
  ]);

  console.log('Ctrl-C stops an answer, "quit" leaves.');
  using lines = createInterface({ input: process.stdin, output: process.stdout, prompt: "You: " });
  let isOpen = true;
  lines.on("close", () => (isOpen = false));
  let stream: OpenAIStream | null = null;
  const interrupt = (): void => (stream ? stream.cancel() : lines.close());
  // A terminal tells Ctrl-C to readline; where input is a pipe, it is a signal.
  lines.on("SIGINT", interrupt);
  process.on("SIGINT", interrupt);

  lines.prompt();
  for await (const line of lines) {
    if (line.trim() === "quit") break;
    if (line.trim() !== "") {
      stream = ask(line);
      for await (const [chunk] of stream) process.stdout.write(chunk.content);
      // An answer that was stopped counts as far as it was read.
      if (stream.content !== "") history = [...stream.messages, stream.messageParam];
      const isStopped = stream.ending?.status === "aborted";
      console.log(isStopped ? "\n[Stopped]" : `\n[Tokens: ${stream.totalTokens ?? "not reported"}]`);
      stream = null;
    }
    if (isOpen) lines.prompt();
  }
  console.log();
  process.off("SIGINT", interrupt);
});
