import { z } from "zod";
import { BasePrompt } from "../base-prompt.js";
import { createCallParams } from "../call-params.js";
import { promptHash } from "../prompt-hash.js";
import { promptTemplate } from "../prompt-template.js";

// Run as a program of its own, in either kind of decorators: prints the hash of a class, and which kind it was compiled as.
let kind = "legacy";

@((_: unknown, context?: unknown): void => {
  if (context !== undefined) kind = "standard";
})
@promptTemplate("SYSTEM: Be brief.\nUSER: Cook with {ingredient}")
@(createCallParams<object>("acme")({ model: "m-1", temperature: 0.5 }))
class Recipe extends BasePrompt.with({ ingredient: z.string() }) {}

process.stdout.write(`${await promptHash(Recipe)} ${kind}`);
