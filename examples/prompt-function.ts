import { openaiCall, promptTemplate } from "@zoetrope/openai";
import { run } from "./support/run.js";

await run(async (server) => {
  const decorate = openaiCall("gpt-4o-mini", { ...server, stream: true });

  // A template alone is a prompt function. The compiler reads its argument from the text: { gnre: … } does not compile.
  const recommend = decorate(promptTemplate("Recommend a book about {genre}"));
  for await (const [chunk] of recommend({ genre: "dragons" })) process.stdout.write(chunk.content);
  console.log();

  // Around a function it is filled from the function's argument, and from the computedFields that it returns.
  const recommendFor = decorate(
    promptTemplate(`
      A reader of {age} has read:
      {known:list}
      Recommend a book about {genre}
    `)((reader: { born: number; known: string[]; genre: string }) => ({
      computedFields: { age: 2026 - reader.born },
    })),
  );
  const stream = recommendFor({ born: 2014, known: ["Dune", "Emma"], genre: "whales" });
  for await (const [chunk] of stream) process.stdout.write(chunk.content);
  console.log(`\nAsked: ${JSON.stringify(stream.messages)}`);
});
