import type { Invocation } from "../call/call-decorator.js";
import { andThen, type MaybePromise } from "../call/maybe-promise.js";
import type { RenderedPrompt } from "../call/prompt-source.js";
import { resolvePrompt, type PromptResult } from "../call/resolve-prompt.js";
import type { DynamicConfig } from "../call/dynamic-config.js";
import { currentContext, runPrompt } from "../context/call-context.js";
import type { Budget } from "../cost/budget.js";
import { CallOptionsError, MissingModelError } from "../errors.js";
import type { ToolSet } from "../tool/tool-set.js";
import { mergeParams } from "./call-params.js";
import { callTools, checkClient, type CheckedOptions } from "./check-options.js";
import { paramLayers, paramWarnings } from "./param-layers.js";
import type { ClientOptions, ConvertedPrompt, Provider } from "./provider.js";
import type { ProviderTypes, SentParams, ToolLikeOf } from "./provider-types.js";

/** What a prompt may compute for one run of this provider's. */
export type DynamicConfigOf<Types extends ProviderTypes> = DynamicConfig<
  Types["message"],
  Types["callParams"],
  ToolLikeOf<Types>,
  Types["client"]
>;

/** What a function decorated with this provider's call may return. */
export type PromptResultOf<Types extends ProviderTypes> = PromptResult<Types["message"], DynamicConfigOf<Types>>;

/** All that one call is, with what its prompt computed for it. */
export interface PreparedCall<Types extends ProviderTypes> {
  /** As the prompt made it. */
  readonly prompt: RenderedPrompt<Types["message"]>;
  /** As it is sent. */
  readonly converted: ConvertedPrompt<Types["message"]>;
  /** The model included. */
  readonly params: SentParams;
  readonly tools: ToolSet<Types["rawTool"], unknown>;
  /** There are tools beside the one that stands for a value. */
  readonly hasTools: boolean;
  /** What is said of the form of the answer, as it is sent. */
  readonly form: SentParams;
  readonly client: ClientOptions<Types["client"]>;
  readonly promptTemplate: string | null;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** All of them hold: those from outside, of the prompt's class, and of the options. */
  readonly budgets: readonly Budget[];
}

/** At once where the prompt is there and holds no Blob; then its faults are thrown by the call itself. */
export function prepareCall<Types extends ProviderTypes>(
  provider: Provider<Types>,
  options: CheckedOptions<Types>,
  invocation: Invocation<PromptResultOf<Types>>,
): MaybePromise<PreparedCall<Types>> {
  const { name, result, template } = invocation;
  const { budgets } = currentContext();
  return andThen(result, (given) =>
    andThen(
      runPrompt(() => resolvePrompt<Types["message"]>(given, name)),
      (prompt) => {
        const settled = settle(provider, options, prompt, name);
        return andThen(provider.convert(prompt.messages), (converted) => ({
          ...settled,
          budgets: [
            ...new Set([
              ...budgets,
              ...[...(prompt.budgets ?? []), ...(options.budget ? [options.budget] : [])].map((make) => make()),
            ]),
          ],
          converted: { ...converted, warnings: warningsOf(provider, prompt, converted) },
          prompt,
          promptTemplate: prompt.template ?? template,
        }));
      },
    ),
  );
}

function warningsOf<Types extends ProviderTypes>(
  provider: Provider<Types>,
  prompt: RenderedPrompt<Types["message"]>,
  { warnings = [] }: ConvertedPrompt<Types["message"]>,
): readonly string[] {
  return [...(prompt.warnings ?? []), ...paramWarnings(provider, prompt), ...warnings];
}

/** Precedence, lowest first: the prompt's class, the decorator, the prompt's config; options of a prompt's own call come last. */
function settle<Types extends ProviderTypes>(
  provider: Provider<Types>,
  options: CheckedOptions<Types>,
  prompt: RenderedPrompt<Types["message"]>,
  name: string,
): Pick<PreparedCall<Types>, "params" | "tools" | "hasTools" | "form" | "client" | "metadata"> {
  const { metadata, config } = prompt;
  const merged = mergeParams(
    provider,
    paramLayers(provider, options, prompt).map((layer) => layer.params),
  );
  if (typeof merged.model !== "string" || merged.model === "") {
    throw new MissingModelError(`${name} has no model. Name one, as in ${provider.example}.`);
  }
  const configured = configTools(provider, config.tools, name);
  const replaced = configured !== undefined && !(options.last && options.toolsGiven);
  const { structured } = options;
  const hasTools = replaced ? configured.length > 0 : options.hasTools;
  if (options.stream && structured?.model && hasTools) {
    throw new CallOptionsError(
      `${name}: tools of a dynamic config cannot be combined with responseModel and stream: a stream of values has no place for them.`,
    );
  }
  // Another provider's client cannot serve here; a call that was moved to this one brings or shares its own.
  const isOwn = prompt.provider === undefined || prompt.provider === provider.name;
  const client = isOwn ? checkClient(provider, config.client, name) : undefined;
  const ownClient = options.client ?? options.apiKey ?? options.baseURL;
  const tools = replaced ? callTools(provider, configured, options) : options.tools;
  const params = { ...merged, ...provider.toolChoice(options.toolChoice, tools) };
  return {
    params,
    tools,
    hasTools,
    form: structured ? structured.params(params, hasTools) : {},
    client: client && !(options.last && ownClient !== undefined) ? { client } : options,
    metadata: options.last
      ? { ...metadata, ...config.metadata, ...options.metadata }
      : { ...metadata, ...options.metadata, ...config.metadata },
  };
}

/** The tools of a config. It may come from a prompt class, whose config no provider has typed. */
function configTools<Types extends ProviderTypes>(
  provider: Provider<Types>,
  tools: readonly unknown[] | undefined,
  name: string,
): readonly ToolLikeOf<Types>[] | undefined {
  if (tools === undefined) return undefined;
  const own = tools.filter((tool): tool is ToolLikeOf<Types> => provider.isTool(tool));
  if (own.length === tools.length) return own;
  throw new CallOptionsError(
    `${name}: tools of a dynamic config are classes of BaseTool or ${provider.label}'s own definitions.`,
  );
}
