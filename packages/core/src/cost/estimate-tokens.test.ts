import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { estimatePrompt, estimateTokens } from "./estimate-tokens.js";

/** Beside the repository, never in it: real responses of providers. */
const root = new URL("../../../../../shared/recordings/", import.meta.url);

interface Entry {
  readonly name: string;
  readonly wire: string;
  readonly request_exact: unknown;
  readonly files: { readonly expected: string; readonly request: string | null };
}

type Json = Readonly<Record<string, unknown>>;

function field(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((object, key) => Reflect.get(Object(object), key), value);
}

function number(...candidates: readonly unknown[]): number {
  return Number(candidates.find((value) => typeof value === "number") ?? 0);
}

function load(): readonly { readonly entry: Entry; readonly expected: Json; readonly request: Json | null }[] {
  const manifest = new URL("MANIFEST.json", root);
  if (!existsSync(manifest)) {
    process.stderr.write("The recordings are not at hand: the estimator is not measured.\n");
    return [];
  }
  const read: unknown = JSON.parse(readFileSync(manifest, "utf8"));
  const entries = (Array.isArray(read) ? read : field(read, "recordings")) as readonly Entry[];
  return entries.flatMap((entry) => {
    const at = new URL(entry.name.slice(0, entry.name.lastIndexOf("/") + 1), root);
    const json = (file: string | null) => (file === null ? null : JSON.parse(readFileSync(new URL(file, at), "utf8")));
    if (!existsSync(new URL(entry.files.expected, at))) return [];
    const expected = json(entry.files.expected);
    return expected.usage && !expected.error ? [{ entry, expected, request: json(entry.files.request) }] : [];
  });
}

/** What the provider counted, and what the estimator says. */
interface Pair {
  readonly counted: number;
  readonly estimated: number;
}

/** Answers of which all that was counted was seen: no hidden reasoning, no sound, no tools of the provider's. */
function answers(): Pair[] {
  return recordings.flatMap(({ expected }) => {
    const { usage, text, reasoning, tool_calls = [] } = expected;
    const hidden = number(
      field(usage, "completion_tokens_details", "reasoning_tokens"),
      field(usage, "output_tokens_details", "reasoning_tokens"),
      field(usage, "output_tokens_details", "thinking_tokens"),
      field(usage, "thoughtsTokenCount"),
    );
    const other = ["server_tool_calls", "audio", "inline_data", "choices"].some((name) => name in expected);
    const calls = Array.isArray(tool_calls) ? tool_calls : [];
    if (hidden > 0 || typeof reasoning === "string" || other || calls.length > 0) return [];
    const counted = number(
      field(usage, "completion_tokens"),
      field(usage, "output_tokens"),
      field(usage, "candidatesTokenCount"),
      field(usage, "outputTokens"),
    );
    return counted >= 50 && typeof text === "string" && text !== ""
      ? [{ counted, estimated: estimateTokens(text) }]
      : [];
  });
}

/** Prompts of text alone. */
function prompts(): Pair[] {
  return recordings.flatMap(({ entry, expected: { usage }, request }) => {
    // Of others something is not known, or was cut out.
    if (request === null || entry.request_exact !== true || "tools" in request) return [];
    if (
      /"(?:image|image_url|input_image|input_audio|inlineData|fileData|document|file|input_file|video_url)"/.test(
        JSON.stringify(request),
      )
    )
      return [];
    const cached =
      number(field(usage, "cache_read_input_tokens")) + number(field(usage, "cache_creation_input_tokens"));
    const counted =
      number(field(usage, "prompt_tokens"), field(usage, "input_tokens"), field(usage, "promptTokenCount")) + cached;
    return counted >= 50 ? [{ counted, estimated: estimatePrompt(request) }] : [];
  });
}

function quantile(sorted: readonly number[], at: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * at))] ?? Number.NaN;
}

function measured(pairs: readonly Pair[]) {
  const ratios = pairs.map(({ counted, estimated }) => estimated / counted).toSorted((a, b) => a - b);
  const [low, median, high] = [0.1, 0.5, 0.9].map((at) => Number(quantile(ratios, at).toFixed(2)));
  return { count: pairs.length, low, median, high };
}

const recordings = load();

describe.skipIf(recordings.length === 0)("the estimator, measured on the recordings as docs/cost.md says", () => {
  it.each([
    ["answers", answers],
    ["prompts", prompts],
  ])("%s", (name, pairs) => {
    const figures = measured(pairs());
    const docs = readFileSync(new URL("../../../../docs/cost.md", import.meta.url), "utf8");
    const { count, low, median, high } = figures;
    expect(docs).toContain(`| ${name} | ${count} | ${low} | ${median} | ${high} |`);
  });
});

it("counts four Latin characters as a token, and each other character as one", () => {
  expect(estimateTokens("")).toBe(0);
  expect(estimateTokens("abcdéfg ")).toBe(2);
  expect(estimateTokens("東京 東京")).toBe(4.25);
});

it("counts of a request what a model reads: texts and names in schemas, and no bytes", () => {
  const texts = {
    messages: [{ role: "user", content: [{ type: "text", text: "a".repeat(40) }] }],
    model: "gpt-4o-mini",
  };
  expect(estimatePrompt(texts)).toBe(10);
  const image = `data:image/png;base64,${"A".repeat(4000)}`;
  expect(estimatePrompt({ ...texts, image_url: { url: image }, data: "B".repeat(4000) })).toBe(10);
  const schema = { type: "object", properties: { four: { type: "string", description: "a".repeat(8) } } };
  expect(estimatePrompt({ ...texts, tools: [{ function: { parameters: schema } }] })).toBe(13);
  expect(estimatePrompt({ text: "東".repeat(500) })).toBe(500);
  expect(estimatePrompt(null)).toBe(0);
});
