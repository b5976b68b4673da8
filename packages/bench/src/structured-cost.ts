import { IncrementalJson, type JsonValue } from "@zoetrope/core";
import { medians } from "./measure.js";
import type { Target } from "./target.js";

const chunkLength = 4;
const rounds = 25;
/** Characters. Each is twice the one before, so that each pair gives a ratio. */
const sizes = [250_000, 500_000, 1_000_000];
const longest = Math.max(...sizes);

/** What it costs to read JSON as it streams in, looking at the value after each chunk. */
export async function structuredCost(): Promise<Target[]> {
  return [
    await objects(),
    await growth("one long string", (length) => `{"text":"${"some words, ".repeat(length / 12)}"}`),
    await growth(
      "an array of 20,000 elements at 1 MB",
      (length) => `[${listOf(length, '{"id":1234567,"name":"a name","on":true,"x":1}')}]`,
    ),
    await growth(
      "nesting of depth 200",
      (length) => `[${listOf(length, `${'{"a":['.repeat(99)}1${"]}".repeat(99)}`)}]`,
    ),
  ];
}

async function objects(): Promise<Target> {
  const chunks = cut(
    `{"items":[${listOf(53_000, '{"title":"A title of words","price":12.5,"tags":["one","two"],"note":null}')}]}`,
  );
  const times = await medians({ read: async () => read(chunks) }, rounds);
  return {
    name: "53 kB of objects in 4-character chunks, value read after each",
    value: times.read,
    limit: 60,
    unit: "ms",
    detail: `${((times.read * 1000) / chunks.length).toFixed(2)} µs a chunk`,
  };
}

/**
 * Each contestant reads as much text in all, the shorter ones several times. Otherwise the collector, which runs once in so many bytes,
 * falls into every round of the longest text and out of the median of the others, and the ratio would tell of that.
 */
async function growth(shape: string, textOf: (length: number) => string): Promise<Target> {
  const contestants = Object.fromEntries(
    sizes.map((size) => {
      const chunks = cut(textOf(size));
      const readAll = async (): Promise<boolean> => {
        for (let left = longest; left > 0; left -= size) read(chunks);
        return true;
      };
      return [size, readAll];
    }),
  );
  const totals = await medians(contestants, rounds);
  const times = sizes.map((size) => ((totals[size] ?? Number.NaN) * size) / longest);
  const ratios = times.slice(1).map((time, i) => time / (times[i] ?? Number.NaN));
  return {
    name: `JSON of twice the length: ${shape}`,
    value: Math.max(...ratios),
    limit: 2.3,
    unit: "×",
    detail: `${times.map((time) => time.toFixed(1)).join(", ")} ms for ${sizes.map((size) => size / 1000).join(", ")} kB`,
  };
}

/** Reads the chunks, and takes a look at the growing end of the value after each. Returns how often it had changed. */
function read(chunks: readonly string[]): number {
  const json = new IncrementalJson();
  let changes = 0;
  let seen = 0;
  for (const chunk of chunks) {
    json.feed(chunk);
    if (!json.changed) continue;
    changes++;
    seen += look(json.value);
  }
  json.end();
  if (json.error || seen === 0) throw new Error(json.error?.message ?? "Nothing was seen.");
  return changes;
}

/** How long the last thing in the value is: its text or its list, or the list in its first member. */
function look(value: JsonValue | undefined): number {
  if (typeof value === "string" || Array.isArray(value)) return value.length;
  if (typeof value !== "object" || value === null) return 0;
  for (const key in value) return look(Reflect.get(value, key));
  return 0;
}

function listOf(length: number, item: string): string {
  return Array.from({ length: Math.floor(length / (item.length + 1)) }, () => item).join(",");
}

function cut(text: string): string[] {
  const chunks = [];
  for (let at = 0; at < text.length; at += chunkLength) chunks.push(text.slice(at, at + chunkLength));
  return chunks;
}
