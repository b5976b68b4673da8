import { existsSync, readFileSync } from "node:fs";
import { anthropicCall } from "@zoetrope/anthropic";
import { createTestClient as anthropicClient } from "@zoetrope/anthropic/testing";
import type { CostMetadata, Usage } from "@zoetrope/core";
import { googleCall } from "@zoetrope/google";
import { createTestClient as googleClient } from "@zoetrope/google/testing";
import { openaiCompatible, openaiResponsesCall } from "@zoetrope/openai";
import { createTestClient as openaiClient } from "@zoetrope/openai/testing";
import { describe, expect, it } from "vitest";
import { priceSource } from "./price-source.js";

/** Beside the repository, never in it: real responses of providers. */
const root = new URL("../../../../shared/recordings/", import.meta.url);

interface Entry {
  readonly name: string;
  readonly provider: string;
  readonly wire: string;
  readonly kind: "stream" | "response" | "error";
  readonly model: string | null;
  readonly files: { readonly body: string; readonly expected: string };
}

interface Recording extends Entry {
  readonly usage: Readonly<Record<string, unknown>>;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** Those that carry usage. */
function loadRecordings(): readonly Recording[] {
  const manifest = new URL("MANIFEST.json", root);
  if (!existsSync(manifest)) {
    process.stderr.write("The recordings are not at hand: their prices are not tested.\n");
    return [];
  }
  const read: unknown = JSON.parse(readFileSync(manifest, "utf8"));
  const { recordings } = (Array.isArray(read) ? { recordings: read } : read) as { recordings: readonly Entry[] };
  return recordings.flatMap((entry) => {
    const folder = new URL(entry.name.slice(0, entry.name.lastIndexOf("/") + 1), root);
    const expected = new URL(entry.files.expected, folder);
    const { usage } = existsSync(expected) ? JSON.parse(readFileSync(expected, "utf8")) : {};
    return usage ? { ...entry, usage, body: new Uint8Array(readFileSync(new URL(entry.files.body, folder))) } : [];
  });
}

interface Costed {
  readonly cost: number | null;
  readonly totalCost: number | null;
  readonly costMetadata: CostMetadata | null;
  readonly commonUsage: Usage | null;
}

interface Streamed extends Costed, AsyncIterable<unknown> {
  constructCallResponse(options: { readonly partial: true }): Costed;
}

const prices = priceSource();

/** The call that was answered so, streamed and whole. */
function callsOf({ wire, provider, model, kind, body }: Recording): { stream(): Streamed; whole(): Promise<Costed> } {
  const type = kind === "stream" ? "text/event-stream" : "application/json";
  const answer = (): Response => new Response(body, { headers: { "content-type": type } });
  const asked = model ?? "unknown";
  const prompt = (): string => "Hi";
  if (wire === "anthropic-messages") {
    const callParams = { max_tokens: 100 };
    const options = { prices, callParams };
    return {
      stream: () => anthropicCall(asked, { ...options, client: anthropicClient([answer()]), stream: true })(prompt)(),
      whole: () => anthropicCall(asked, { ...options, client: anthropicClient([answer()]) })(prompt)(),
    };
  }
  if (wire === "google-generate-content") {
    return {
      stream: () => googleCall(asked, { prices, client: googleClient([answer()]), stream: true })(prompt)(),
      whole: () => googleCall(asked, { prices, client: googleClient([answer()]) })(prompt)(),
    };
  }
  if (wire === "openai-responses") {
    return {
      stream: () => openaiResponsesCall(asked, { prices, client: openaiClient([answer()]), stream: true })(prompt)(),
      whole: () => openaiResponsesCall(asked, { prices, client: openaiClient([answer()]) })(prompt)(),
    };
  }
  const { call } = openaiCompatible({ name: provider, baseURL: "http://127.0.0.1:9/v1" });
  return {
    stream: () => call(asked, { prices, client: openaiClient([answer()]), stream: true })(prompt)(),
    whole: () => call(asked, { prices, client: openaiClient([answer()]) })(prompt)(),
  };
}

const ours = new Set(["anthropic-messages", "google-generate-content", "openai-chat", "openai-responses"]);
const recordings = loadRecordings();
const tally = { all: 0, known: 0, reported: 0, estimated: 0, unknown: 0 };

function count(metadata: CostMetadata | null): void {
  tally.all++;
  if (metadata === null) tally.unknown++;
  else tally.known++;
  if (metadata?.reportedByProvider) tally.reported++;
  if (metadata?.estimated) tally.estimated++;
}

function check({ cost, costMetadata, commonUsage }: Costed): void {
  count(costMetadata);
  expect(commonUsage).not.toBeNull();
  expect(cost).toBe(costMetadata?.total ?? null);
  if (costMetadata === null) return;
  expect(costMetadata.total).toBeGreaterThanOrEqual(0);
  const { input, cachedInput, cacheWrite, output, reasoning, audio, image, fees } = costMetadata;
  if (costMetadata.reportedByProvider) return;
  const parts = [input, cachedInput, cacheWrite, output, reasoning, audio, image, fees];
  expect(parts.reduce((sum: number, part) => sum + (part ?? Number.NaN), 0)).toBeCloseTo(costMetadata.total, 11);
}

describe.skipIf(recordings.length === 0)("recordings that carry usage", () => {
  for (const recording of recordings.filter(({ wire }) => ours.has(wire))) {
    it(`${recording.name} is priced`, async () => {
      if (recording.kind !== "stream") return check(await callsOf(recording).whole());
      const stream = callsOf(recording).stream();
      try {
        for await (const _ of stream);
      } catch {
        // Some hold an error behind their usage: what was reported is priced all the same.
      }
      check(stream);
      const { cost, totalCost, costMetadata } = stream;
      expect(stream.constructCallResponse({ partial: true })).toMatchObject({ cost, totalCost, costMetadata });
    });
  }

  // Wires that nobody here reads yet: their counts by hand.
  for (const { name, provider, wire, model, usage } of recordings.filter(({ wire }) => !ours.has(wire))) {
    it(`${name} is priced by its counts`, () => {
      const at = (...path: readonly string[]): number | null => {
        const value = path.reduce<unknown>((object, key) => Reflect.get(Object(object), key), usage);
        return typeof value === "number" ? value : null;
      };
      const bedrock = {
        inputTokens: at("inputTokens"),
        outputTokens: at("outputTokens"),
        cachedTokens: at("cacheReadInputTokens"),
      };
      const cohere = {
        inputTokens: at("tokens", "input_tokens"),
        outputTokens: at("tokens", "output_tokens"),
        cachedTokens: at("cached_tokens"),
      };
      const ollama = { inputTokens: at("prompt_eval_count"), outputTokens: at("eval_count"), cachedTokens: null };
      const counts = wire.startsWith("bedrock") ? bedrock : wire.startsWith("cohere") ? cohere : ollama;
      expect(counts.outputTokens).not.toBeNull();
      const price = prices.find({ provider, models: [model ?? ""], at: new Date() });
      count(price?.cost({ ...counts, reasoningTokens: null, totalTokens: null }) ?? null);
    });
  }

  it("all were looked at, and the list knows the models of most", () => {
    process.stderr.write(`Prices of recordings: ${JSON.stringify(tally)}\n`);
    expect(tally.all).toBe(recordings.length);
    expect(tally.known).toBeGreaterThan(recordings.length / 2);
  });
});
