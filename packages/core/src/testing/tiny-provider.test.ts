import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

it("the provider that docs/writing-a-provider.md shows is the one that the tests run", () => {
  const guide = readFileSync(new URL("../../../../docs/writing-a-provider.md", import.meta.url), "utf8");
  const source = readFileSync(new URL("./__fixtures__/tiny-provider.ts", import.meta.url), "utf8");
  const shown = guide.slice(guide.indexOf("## The whole of it")).split("```ts\n")[1]?.split("```")[0];
  expect(shown).toBe(source.replace('"../../index.js"', '"@zoetrope/core"'));
});
