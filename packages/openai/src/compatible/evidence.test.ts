import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { openAICapabilities, type VendorCapabilities } from "./capabilities.js";
import { evidence, type Fact, type VendorName } from "./__fixtures__/evidence.js";
import { vendorTable } from "./__fixtures__/vendor-table.js";
import type { VendorOptions } from "./vendor.js";
import { vendors } from "./vendors.js";

const page = new URL("../../../../docs/providers.md", import.meta.url);
const recordings = new URL("../../../../../shared/recordings/", import.meta.url);
const manifest = new URL("MANIFEST.json", recordings);

const factOf: Record<keyof VendorCapabilities, Fact | null> = {
  usageOption: "usage",
  paramNames: "maxTokens",
  jsonSchema: "jsonSchema",
  jsonObject: "jsonObject",
  tools: "tools",
  toolChoice: "toolChoice",
  requiredTool: "toolChoice",
  reasoningField: "reasoning",
  toolCallIds: "toolCallIds",
  // No vendor needs it: each recorded stream says that it is finished.
  acceptMissingFinishReason: null,
};

test("docs/providers.md has the table that the vendors make", () => {
  const [, table] = /<!-- vendors -->\n+([\s\S]*?)\n+<!-- \/vendors -->/.exec(readFileSync(page, "utf8")) ?? [];
  expect(table).toBe(vendorTable());
});

test.each(Object.entries<VendorOptions>(vendors))(
  "all that %s does otherwise is shown by something",
  (name, vendor) => {
    const shown = evidence[name as VendorName];
    const otherwise = Object.keys(openAICapabilities).filter((key) => Object.hasOwn(vendor, key));
    const facts = otherwise.map((key) => factOf[key as keyof VendorCapabilities]);
    const connection: Fact[] = ["baseURL", ...(vendor.apiKeyVariable === undefined ? [] : ["apiKey" as const])];
    expect([...facts, ...connection].filter((fact) => fact === null || shown[fact] === undefined)).toEqual([]);
  },
);

/** What a recorded request must have in order to show a fact. */
const shows: Partial<Record<Fact, (request: Sent) => boolean>> = {
  usage: ({ stream_options: options }) => options?.include_usage === true,
  maxTokens: (request) => "max_completion_tokens" in request,
  jsonSchema: ({ response_format: format }) => format?.type === "json_schema",
  jsonObject: ({ response_format: format }) => format?.type === "json_object",
  tools: ({ tools }) => tools?.some(({ function: { strict } }) => strict === true) === true,
  reasoning: ({ messages }) => messages.some((message) => "reasoning_content" in message),
};

interface Sent {
  readonly messages: readonly object[];
  readonly stream_options?: { readonly include_usage?: boolean };
  readonly response_format?: { readonly type: string };
  readonly tools?: readonly { readonly function: { readonly strict?: boolean } }[];
}

interface Entry {
  readonly name: string;
  readonly kind: string;
  readonly files: { readonly request: string | null };
}

/** Without the recordings there is nothing to look at; the other tests say so on stderr. */
test.runIf(existsSync(manifest))("the recordings that are named show what they are named for", () => {
  const entries = readJSON<Entry[]>(manifest);
  const wrong = Object.entries(evidence).flatMap(([vendor, facts]) =>
    Object.entries(facts).flatMap(([fact, source]) => {
      if (!source.startsWith("recording ")) return [];
      const name = `openai-compatible/${source.slice("recording ".length)}`;
      const entry = entries.find((one) => one.name === name);
      const file = entry?.files.request;
      if (!entry || !file || entry.kind === "error") return [`${vendor}.${fact}: ${name}`];
      const request = readJSON<Sent>(new URL(file, new URL(name, recordings)));
      return shows[fact as Fact]?.(request) ? [] : [`${vendor}.${fact}: ${name} does not show it`];
    }),
  );
  expect(wrong).toEqual([]);
});

/** Their README fixes the shape of these files. */
function readJSON<T>(file: URL): T {
  return JSON.parse(readFileSync(file, "utf8")) as T;
}
