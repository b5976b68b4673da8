import { BaseTool, openaiCall } from "@zoetrope/openai";
import { OpenAI } from "openai";
import { z } from "zod";
import { eventReads, fakeFetch } from "./fake-fetch.js";
import { medians } from "./measure.js";
import type { Target } from "./target.js";

const chunkLength = 4;
const rounds = 15;

const Item = z.object({ title: z.string(), price: z.number(), tags: z.array(z.string()), note: z.null() });
const fields = { items: z.array(Item) };
const item = '{"title":"A title of words","price":12.5,"tags":["one","two"],"note":null}';

class Collect extends BaseTool.with(fields) {
  override call(): number {
    return this.items.length;
  }
}

/** What a whole stream costs whose partial objects are looked at after each chunk: of a response model, and of a tool's arguments. */
export async function structuredStreamCost(): Promise<Target[]> {
  return [
    ...(await targets("partial objects", partialObjects)),
    ...(await targets("partial tool arguments", partialTools)),
  ];
}

async function targets(name: string, read: (length: number) => () => Promise<number>): Promise<Target[]> {
  const times = await medians({ small: once(read(53_000)) }, rounds);
  const [n, twice] = [200_000, 400_000];
  // As much text in each contestant, so that a collection falls into neither more often than into the other.
  const growth = await medians({ n: repeated(2, read(n)), twice: once(read(twice)) }, rounds);
  return [
    {
      name: `${name}, 53 kB in 4-character chunks, whole stream`,
      value: times.small,
      limit: 60,
      unit: "ms",
      detail: "",
    },
    {
      name: `${name}, twice the text ÷ the text`,
      value: (growth.twice * 2) / growth.n,
      limit: 2.3,
      unit: "×",
      detail: `${n / 1000} and ${twice / 1000} kB`,
    },
  ];
}

function once(read: () => Promise<number>): () => Promise<boolean> {
  return async () => (await read()) > 0;
}

function repeated(times: number, read: () => Promise<number>): () => Promise<boolean> {
  return async () => {
    for (let i = 0; i < times; i++) await read();
    return true;
  };
}

function partialObjects(length: number): () => Promise<number> {
  const client = clientOf(
    pieces(length).map((content) => ({ content })),
    "stop",
  );
  const ask = openaiCall("bench-model", { client, stream: true, responseModel: z.object(fields) })(() => "Go on.");
  return async () => {
    let seen = 0;
    for await (const partial of ask()) seen += partial.items?.length ?? 0;
    return seen;
  };
}

function partialTools(length: number): () => Promise<number> {
  const deltas = pieces(length).map((text, at) => ({
    tool_calls: [
      {
        index: 0,
        ...(at === 0 ? { id: "call_1", type: "function" } : {}),
        function: { ...(at === 0 ? { name: "Collect" } : {}), arguments: text },
      },
    ],
  }));
  const client = clientOf(deltas, "tool_calls");
  const ask = openaiCall("bench-model", { client, stream: { partialTools: true }, tools: [Collect] })(() => "Go on.");
  return async () => {
    let seen = 0;
    for await (const [, tool] of ask()) if (tool && "partial" in tool) seen += tool.args.items?.length ?? 0;
    return seen;
  };
}

function pieces(length: number): string[] {
  const text = `{"items":[${Array.from({ length: Math.floor(length / (item.length + 1)) }, () => item).join(",")}]}`;
  return text.match(new RegExp(`.{1,${chunkLength}}`, "g")) ?? [];
}

function clientOf(deltas: readonly object[], finishReason: string): OpenAI {
  const choices = deltas.map((delta) => [{ index: 0, delta, finish_reason: null as string | null }]);
  choices.push([{ index: 0, delta: {}, finish_reason: finishReason }]);
  return new OpenAI({ apiKey: "bench", fetch: fakeFetch(eventReads(choices, 16)) });
}
