import { openaiCompatible, vendors } from "@zoetrope/openai";
import { run } from "./support/run.js";

// One program, two vendors that speak OpenAI's wire. The bodies are those that each is sent. The answers are not: offline both addresses
// are the stand-in's, and neither Groq nor Mistral is asked.
await run(async (server) => {
  for (const [vendor, model] of [
    [vendors.groq, "llama-3.3-70b-versatile"],
    [vendors.mistral, "mistral-small-latest"],
  ] as const) {
    const { call } = openaiCompatible({ ...vendor, baseURL: server.baseURL ?? vendor.baseURL, apiKey: server.apiKey });
    const recommendBook = call(model, { stream: true, callParams: { maxTokens: 200, seed: 1 } })(
      (genre: string) => `Recommend a book about ${genre}`,
    );

    const { messages: _messages, ...params } = await recommendBook.toRequest("dragons");
    console.log(`${vendor.label} is sent ${JSON.stringify(params)}`);
    for await (const [chunk] of recommendBook("dragons")) process.stdout.write(chunk.content);
    console.log("\n");
  }
});
