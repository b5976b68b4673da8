import { openaiCall } from "@zoetrope/openai";
import { OpenAI } from "openai";
import { chatReads, fakeFetch } from "./fake-fetch.js";
import { medians } from "./measure.js";
import type { Target } from "./target.js";

const chunks = 5_000;
const rounds = 25;

/** What a stream costs beside the bare client's loop, at one and at sixteen events a read. */
export async function streamCost(): Promise<Target[]> {
  return [await ratio(1, 0.6), await ratio(16, 0.4)];
}

async function ratio(eventsPerRead: number, limit: number): Promise<Target> {
  const client = new OpenAI({ apiKey: "bench", fetch: fakeFetch(chatReads(chunks, " some words", eventsPerRead)) });
  const ask = openaiCall("bench-model", { stream: true, client })(() => "Go on.");
  const times = await medians(
    {
      async raw() {
        const stream = await client.chat.completions.create({
          model: "bench-model",
          stream: true,
          messages: [{ role: "user", content: "Go on." }],
        });
        let length = 0;
        for await (const chunk of stream) length += chunk.choices[0]?.delta.content?.length ?? 0;
        return length;
      },
      async zoetrope() {
        const stream = ask();
        let length = 0;
        for await (const [chunk] of stream) length += chunk.content.length;
        if (stream.constructCallResponse().content.length !== length) throw new Error("The response lacks text.");
        return length;
      },
    },
    rounds,
  );
  const perChunk = (time: number): string => `${((time * 1000) / chunks).toFixed(2)} µs`;
  return {
    name: `pairs and response ÷ raw loop, ${eventsPerRead} event${eventsPerRead === 1 ? "" : "s"} a read`,
    value: times.zoetrope / times.raw,
    limit,
    unit: "×",
    detail: `${perChunk(times.zoetrope)} against ${perChunk(times.raw)} a chunk`,
  };
}
