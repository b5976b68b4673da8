import type { Provider } from "../provider/provider.js";
import type { ProviderTypes, SchemaIn } from "../provider/provider-types.js";
import type { StreamState } from "../stream/stream-state.js";
import type { CallResponseChunk } from "./call-response-chunk.js";
import { CallResponse } from "./call-response.js";
import { NeutralAdapter } from "./neutral-adapter.js";
import { originalResponse } from "./original-response.js";
import { Stream } from "./stream.js";
import { LlmStructuredStream } from "./structured-stream.js";
import type { LlmTypes } from "./types.js";

/** `LlmTypes` as they are inside: what a provider says in its own words is an object that nobody here reads. */
interface ErasedTypes extends ProviderTypes {
  readonly chunk: CallResponseChunk;
  readonly state: StreamState;
  readonly response: CallResponse<this["Tool"]>;
  readonly stream: Stream<this["Tool"], this["PartialTool"]>;
  readonly structured: LlmStructuredStream<SchemaIn<this>>;
}

const made = new WeakMap<Provider, Provider<LlmTypes>>();

/** A provider whose chunks, streams and responses are neutral. All else is its own. */
export function neutralProvider(provider: Provider): Provider<LlmTypes> {
  const known = made.get(provider);
  if (known) return known;
  // Messages, tools and bodies in the provider's own words go from one of its methods to the next, and come out of none of them.
  const neutral = erased(provider) as unknown as Provider<LlmTypes>;
  made.set(provider, neutral);
  return neutral;
}

function erased(provider: Provider): Provider<ErasedTypes> {
  return {
    name: provider.name,
    label: provider.label,
    clientHas: provider.clientHas,
    example: `llmCall("${provider.name}:…")`,
    neutralNames: provider.neutralNames,
    aliases: provider.aliases,
    setByTheLibrary: provider.setByTheLibrary,
    streamParams: provider.streamParams,
    isTool: (tool): tool is object => typeof tool === "function" && provider.isTool(tool),
    toolSet: (tools, onInvalid) => provider.toolSet(tools, onInvalid),
    describeTools: (tools) => provider.describeTools(tools),
    toolChoice: (choice, tools) => provider.toolChoice(choice, tools),
    answerForm(schema, mode, jsonMode) {
      const form = provider.answerForm(schema, mode, jsonMode);
      return { model: form.model, tool: form.tool, params: (given, hasTools) => form.params(given, hasTools) };
    },
    convert: (messages) => provider.convert(messages),
    toNeutral: (message) => provider.toNeutral(message),
    body: (parts) => provider.body(parts),
    explain: (body, params) => provider.explain(body, params),
    isClient: (client): client is object => provider.isClient(client),
    client: (options) => provider.client(options),
    sendStream: (client, body, options) => provider.sendStream(client, body, options),
    sendWhole: (client, body, options) => provider.sendWhole(client, body, options),
    adapter: (options) => new NeutralAdapter(provider, provider.adapter(options), finishReasonOf),
    stream: (options) => new Stream(options),
    response: (answer, context) => new CallResponse(provider.response(answer, context), provider),
    structured: (options) => new LlmStructuredStream(options),
    argumentsOf: (response, toolName) => provider.argumentsOf(response.original, toolName),
    retryTurn: ({ response, ...failed }, problem) =>
      provider.retryTurn({ ...failed, response: response.original }, problem),
  };
}

/** Nothing that surrounds the answer plays a part in it. */
function finishReasonOf(state: StreamState): string | null {
  const record = { messages: [], callParams: {}, promptTemplate: null, fnArgs: [], metadata: {} };
  const timing = { startedAt: null, firstChunkAt: null, firstContentAt: null, endedAt: null };
  return originalResponse(state, { record, tools: [], ending: null, timing, requestId: null }).common.finishReason;
}
