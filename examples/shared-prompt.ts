import { OpenAIPrompt, call, callParams, openaiCall, promptTemplate } from "@zoetrope/openai";
import { z } from "zod";
import { run } from "./support/run.js";

@promptTemplate("Recommend a book about {genre}")
@callParams({ model: "gpt-4o-mini" })
class Recommend extends OpenAIPrompt.with({ genre: z.string() }) {}

// One prompt, sent whole, streamed, by the function form of both, and by a call decorator, whose model and params win.
await run(async (server) => {
  const recommend = new Recommend({ genre: "dragons" });

  const whole = await recommend.call(server);
  const stream = recommend.stream(server);
  for await (const [chunk] of stream) process.stdout.write(chunk.content);
  const byFunction = await call(recommend, { ...server, stream: true }).response();
  const byDecorator = await recommend.run(openaiCall("gpt-4o", { ...server, callParams: { temperature: 0 } }));

  const same = [stream.content, byFunction.content, byDecorator.content].every((content) => content === whole.content);
  console.log(
    `\nSame answers: ${same}; models: ${whole.model}, ${stream.model}, ${byFunction.model}, ${byDecorator.model}`,
  );
});
