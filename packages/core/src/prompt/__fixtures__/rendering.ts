import { createCallDecorator, type Invocation } from "../../call/call-decorator.js";
import type { RenderedPrompt } from "../../call/prompt-source.js";
import { resolvePrompt, type PromptResult } from "../../call/resolve-prompt.js";

/** What a call decorator got: the name it would use in errors, and the prompt. */
export interface Received {
  readonly name: string;
  readonly prompt: RenderedPrompt<object>;
}

async function receive({ name, result }: Invocation<PromptResult<object>>): Promise<Received> {
  return { name, prompt: await resolvePrompt(await result, name) };
}

/** A call decorator without a provider: its calls return what they would send. */
export const rendering = createCallDecorator<PromptResult<object>, Promise<Received>, object>({
  run: receive,
  toRequest: receive,
  explain: async (invocation) => JSON.stringify(await receive(invocation)),
  describe: () => ({ provider: "none", params: {}, tools: [] }),
});
