import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { expect, it } from "vitest";

/** What a program is bundled from: for each file, how many bytes of it are left when it is minified. */
async function bundled(program: string): Promise<ReadonlyMap<string, number>> {
  const { metafile } = await build({
    stdin: { contents: program, resolveDir: fileURLToPath(new URL(".", import.meta.url)) },
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "node",
    conditions: ["@zoetrope/source"],
    external: ["openai", "zod", "reflect-metadata", "eventsource-parser"],
  });
  const [output] = Object.values(metafile.outputs);
  return new Map(Object.entries(output?.inputs ?? {}).map(([path, { bytesInOutput }]) => [path, bytesInOutput]));
}

const call = 'import { openaiCall } from "@zoetrope/openai"; globalThis.call = openaiCall;';

it("a program without prices holds no list of prices, and of cost and budgets less than 10 kB", async () => {
  const files = await bundled(call);
  const paths = [...files.keys()];
  expect(paths.some((path) => path.includes("core/src/provider/"))).toBe(true);
  expect(paths.filter((path) => /genai-prices|packages\/prices/.test(path))).toEqual([]);
  // Reports are left out where nobody makes any.
  expect(paths.filter((path) => /cost-report|cost-table/.test(path))).toEqual([]);
  const costs = [...files].filter(([path]) => /core\/src\/(?:cost|prompt\/budget|errors\/budget)/.test(path));
  expect(costs.length).toBeGreaterThan(3);
  expect(costs.reduce((sum, [, bytes]) => sum + bytes, 0)).toBeLessThan(10_000);
});

it("a program with prices holds the list", async () => {
  const files = await bundled(`${call} import { usePrices } from "@zoetrope/prices"; usePrices();`);
  expect([...files].find(([path]) => path.includes("genai-prices"))?.[1]).toBeGreaterThan(100_000);
});

it("M4: importing the package installs no prices", async () => {
  const { usePrices } = await import("@zoetrope/prices");
  const { openaiCall } = await import("@zoetrope/openai");
  const { createTestClient } = await import("@zoetrope/openai/testing");
  const answer = () =>
    [
      {
        object: "chat.completion",
        model: "gpt-4o-mini",
        choices: [],
        usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
      },
    ] as const;
  const ask = () => openaiCall("gpt-4o-mini", { client: createTestClient(answer() as never) })(() => "Hi")();
  const response = await ask();
  expect(response.cost).toBeNull();
  const takeBack = usePrices();
  expect(response.cost).toBeGreaterThan(0);
  takeBack();
});
