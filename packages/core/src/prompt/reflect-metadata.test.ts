import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { z } from "zod";
import { BasePrompt } from "./base-prompt.js";
import { createCallParams } from "./call-params.js";
import { promptTemplate } from "./prompt-template.js";

const callParams = createCallParams<{ seed: number }>("acme");

/** As another package does that has a copy of its own. */
function loadAnotherCopy(): void {
  const require = createRequire(import.meta.url);
  const path = require.resolve("reflect-metadata");
  delete require.cache[path];
  require(path);
}

test("a second copy of reflect-metadata, loaded between two decorators, changes nothing", () => {
  class Above extends BasePrompt.with({ a: z.string() }) {}
  promptTemplate("{a}")(Above);
  callParams({ seed: 1 })(Above);
  const before = Reflect.get(Reflect, "defineMetadata");
  loadAnotherCopy();
  expect(Reflect.get(Reflect, "defineMetadata")).not.toBe(before);
  class Below extends Above.with({ b: z.string() }) {}
  callParams({ seed: 2 })(Below);
  const expected = { template: "{a}", fields: { a: "x" }, callParams: { seed: 1 } };
  expect(new Above({ a: "x" }).dump()).toMatchObject(expected);
  expect(new Below({ a: "x", b: "y" }).dump()).toMatchObject({ template: "{a}", callParams: { seed: 2 } });
});
