import type { CallRunner } from "../call/call-decorator.js";
import { runPrompt } from "../context/call-context.js";
import { partialTools } from "../structured/partial-tool.js";
import { mergeParams } from "./call-params.js";
import type { CheckedOptions } from "./check-options.js";
import { explainCall } from "./explain-call.js";
import { decoratorParams } from "./param-layers.js";
import type { PromptResultOf } from "./prepare-call.js";
import type { Provider } from "./provider.js";
import { checkRoutes } from "./fallback-call.js";
import { ProviderCall } from "./provider-call.js";
import type { ProviderTypes } from "./provider-types.js";
import { parsedAnswer } from "./parsed-answer.js";
import { structuredStream } from "./structured-call.js";

/** How calls with these options are made. */
export function callRunner<Types extends ProviderTypes>(
  provider: Provider<Types>,
  given: CheckedOptions<Types>,
): CallRunner<PromptResultOf<Types>, unknown, Types["body"]> {
  const options = { ...given, fallbacks: checkRoutes(provider, given.fallbacks) };
  const { structured } = options;
  return {
    run(invocation) {
      const call = ProviderCall.of(provider, options, invocation);
      // Parsers, validators and middleware may make calls of their own, of which nothing was said.
      if (!options.stream) return runPrompt(() => parsedAnswer(call));
      if (structured?.model) return structuredStream(provider, call, structured.model, options);
      return call.stream(options.partialTools ? partialTools : undefined);
    },
    toRequest: async (invocation) => ProviderCall.of(provider, options, invocation).request(),
    explain: async (invocation) => {
      const call = ProviderCall.of(provider, options, invocation);
      const [prepared, body] = [await call.prepared, await call.request()];
      return explainCall({ provider, name: invocation.name, options, prepared, body });
    },
    describe: () => ({
      provider: provider.name,
      params: mergeParams(provider, [decoratorParams(options)]),
      tools: provider.describeTools(options.tools),
    }),
  };
}
