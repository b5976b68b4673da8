import { aroundCall } from "../call/around-call.js";
import { llmMetadata } from "../call/call-description.js";
import { currentContext, runInContext } from "../context/call-context.js";
import { CallOptionsError } from "../errors.js";
import { checkSettings, type LlmSettings } from "./settings.js";

/**
 * The same function of `llmCall`, with another model or other params:
 *
 * ```ts
 * const recommend = llmCall("openai:gpt-4o-mini")((genre: string) => `Recommend a ${genre} book`);
 * const byClaude = override(recommend, { model: "anthropic:claude-sonnet-4-5" });
 * ```
 *
 * `recommend` itself stays as it is. What is said here wins over `withContext`, and that over the call's own; of overrides of overrides
 * the outer one. It holds for the function's own call, and for none that its prompt function makes.
 *
 * Throws `CallOptionsError` for a function that `llmCall` did not make, and for settings that make no sense.
 */
export function override<Call extends (...args: never[]) => unknown>(call: Call, settings: LlmSettings): Call;
export function override(call: (...args: unknown[]) => unknown, settings: LlmSettings): typeof call {
  if (typeof call !== "function" || !llmMetadata.get(call)) {
    throw new CallOptionsError(
      "override takes a function that llmCall made: the calls of one provider, openaiCall say, cannot go to another.",
    );
  }
  const checked = checkSettings(settings, "override");
  // In front: an override that was put on later is met first, and counts last.
  return aroundCall(call, (run) => runInContext({ overrides: [checked, ...currentContext().overrides] }, run));
}
