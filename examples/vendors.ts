import { openaiCompatible, vendors } from "@zoetrope/openai";
import { run } from "./support/run.js";

// One program, two vendors that speak OpenAI's wire. The bodies are those that each is sent. The answers are not: offline both addresses
// are the stand-in's, and neither Groq nor Mistral is asked.
await run(async (server) => {
  // A server that stands in for both. Without one each vendor has its own address, and its key from GROQ_API_KEY and MISTRAL_API_KEY.
  const { baseURL = process.env.OPENAI_BASE_URL, apiKey = process.env.OPENAI_API_KEY ?? "no-key-needed" } = server;
  const place = baseURL ? { baseURL, apiKey } : {};

  for (const [vendor, model] of [
    [vendors.groq, "llama-3.3-70b-versatile"],
    [vendors.mistral, "mistral-small-latest"],
  ] as const) {
    const { call } = openaiCompatible({ ...vendor, ...place });
    const recommendBook = call(model, { stream: true, callParams: { maxTokens: 200, seed: 1 } })(
      (genre: string) => `Recommend a book about ${genre}`,
    );

    const { messages: _messages, ...params } = await recommendBook.toRequest("dragons");
    console.log(`${vendor.label} is sent ${JSON.stringify(params)}`);
    for await (const [chunk] of recommendBook("dragons")) process.stdout.write(chunk.content);
    console.log("\n");
  }
});
