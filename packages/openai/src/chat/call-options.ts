import {
  CallOptionsError,
  readStreamOption,
  streamLimits,
  type IfPartialTools,
  type OnInvalidTool,
  type PartialToolOf,
  type StreamLimits,
  type ToolChoice,
  type ToolOf,
  type ToolSet,
} from "@zoetrope/core";
import type { ResponseSchema, SchemaOutput } from "@zoetrope/core";
import type { ClientOptions } from "../client.js";
import { mergeParams, type OpenAICallParams } from "./call-params.js";
import type { OpenAICallResponse } from "./call-response.js";
import { configClient } from "./dynamic-config.js";
import type { Decode } from "./send.js";
import type { OpenAIStream } from "./stream.js";
import type { CallDetails } from "./structured-call.js";
import { checkStructured, type CheckedStructured, type StructuredOptions } from "./structured-options.js";
import type { StructuredStream } from "./structured-stream.js";
import { openAIToolSet, toOpenAIToolChoice, type OpenAIRawTool, type OpenAITool } from "./tool.js";

/** Options of a call. `Stream`, `Tools`, `Parsed` and `Model` decide what the call returns: see `OpenAICallResult`. */
export interface OpenAICallOptions<Stream, Tools extends readonly OpenAITool[], Parsed, Model = undefined>
  extends ClientOptions, StructuredOptions<Model> {
  /**
   * `true` or `{ partialTools: true }`: the call returns an `OpenAIStream`; with a `responseModel`, `true`: a `StructuredStream`. Default
   * `false`.
   */
  readonly stream?: boolean extends Stream
    ? "write stream: true or stream: false; a boolean variable cannot decide the result type"
    : Stream;
  /** What the model may call. With a `responseModel` the call returns its value, or the response of a model that called tools instead. */
  readonly tools?: Tools &
    ([Stream] extends [false | undefined]
      ? unknown
      : [Model] extends [undefined]
        ? unknown
        : "tools cannot be combined with responseModel and stream");
  /**
   * Whether the model calls tools, and which: a mode, a tool, or the name of one that `tool()` made. Over `tool_choice` of the call
   * params. Default: the model decides.
   */
  readonly toolChoice?: ToolChoice<NoInfer<Tools>>;
  /** What `tool` in a pair is when a call does not fit: an `InvalidTool` ("return", the default), or an error that ends the loop. */
  readonly onInvalidTool?: OnInvalidTool;
  readonly callParams?: OpenAICallParams;
  /** The call returns what this makes of the response, or of the value of the `responseModel`. Not with `stream`. */
  readonly outputParser?: [Stream] extends [false | undefined]
    ? (answer: OpenAIAnswer<Tools, Model>, details: CallDetails) => Parsed
    : "outputParser cannot be combined with stream";
  /** Ends the request, whatever it is at; its reason is thrown. */
  readonly signal?: AbortSignal;
  /** How far an answer may grow. Does not cover its text as a whole. */
  readonly limits?: Partial<StreamLimits>;
  /** For servers that send neither a finish reason nor `[DONE]`: a body that ends after some answer is then complete. */
  readonly acceptMissingFinishReason?: boolean;
  /** `sdk` iterates the client's own stream, for proxies that watch it; slower. Default `wire`. */
  readonly decode?: Decode;
  /** Kept beside the answer, never sent. */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** What a call without a stream or a parser makes. */
export type OpenAIAnswer<Tools extends readonly OpenAITool[], Model> = [Model] extends [ResponseSchema]
  ? [] extends Tools
    ? SchemaOutput<Model>
    : SchemaOutput<Model> | OpenAICallResponse<ToolOf<Tools[number]>>
  : OpenAICallResponse<ToolOf<Tools[number]>>;

/** What a call with these options returns. */
export type OpenAICallResult<Stream, Tools extends readonly OpenAITool[], Parsed, Model = undefined> = [
  Stream,
] extends [false | undefined]
  ? Promise<unknown extends Parsed ? OpenAIAnswer<Tools, Model> : Awaited<Parsed>>
  : [Model] extends [ResponseSchema]
    ? StructuredStream<Model>
    : OpenAIStream<ToolOf<Tools[number]>, IfPartialTools<Stream, PartialToolOf<Tools[number]>>>;

/** Options as the calls use them. */
export interface CheckedOptions<Tool> extends ClientOptions {
  readonly model: string | undefined;
  readonly stream: boolean;
  /** Pairs hold partial tools, too. */
  readonly partialTools: boolean;
  readonly tools: ToolSet<OpenAIRawTool, Tool>;
  readonly toolsGiven: boolean;
  readonly toolChoice: ToolChoice<readonly OpenAITool[]> | undefined;
  /** There are tools beside the one that stands for a value. */
  readonly hasTools: boolean;
  readonly structured: CheckedStructured | null;
  readonly onInvalidTool: OnInvalidTool;
  /** These are options of a prompt object's own call, and so win over what the prompt computes. */
  readonly last: boolean;
  readonly callParams: OpenAICallParams;
  readonly outputParser: ((response: OpenAICallResponse<Tool>, details: CallDetails) => unknown) | undefined;
  readonly signal: AbortSignal | undefined;
  readonly limits: StreamLimits;
  readonly acceptMissingFinishReason: boolean;
  readonly decode: Decode;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** Every option, so that a misspelt one is told. `satisfies` keeps the list whole. */
const known = {
  acceptMissingFinishReason: true,
  apiKey: true,
  baseURL: true,
  callParams: true,
  client: true,
  decode: true,
  failFast: true,
  jsonMode: true,
  limits: true,
  metadata: true,
  mode: true,
  onInvalidTool: true,
  outputParser: true,
  responseModel: true,
  retry: true,
  signal: true,
  stream: true,
  toolChoice: true,
  tools: true,
} satisfies Record<keyof OpenAICallOptions<false, [], unknown>, true>;

/**
 * Checks options once, at decoration, and copies them: nothing that a caller changes later is seen by a call.
 * Throws `CallOptionsError` for what the types forbid, too, because not everybody asks them.
 */
export function checkOptions<Stream, const Tools extends readonly OpenAITool[], Parsed, Model>(
  model: string | undefined,
  options: OpenAICallOptions<Stream, Tools, Parsed, Model>,
  last = false,
): CheckedOptions<ToolOf<Tools[number]>> {
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(known, name)) {
      throw new CallOptionsError(`"${name}" is no option of a call. There are: ${Object.keys(known).join(", ")}.`);
    }
  }
  if (model?.trim() === "") throw new CallOptionsError('The model is "". Name one, as in openaiCall("gpt-4o-mini").');
  const { stream, partialTools } = readStreamOption(options.stream);
  const { outputParser, decode = "wire", onInvalidTool = "return" } = options;
  if (outputParser !== undefined && (stream || typeof outputParser !== "function")) {
    throw new CallOptionsError(
      "outputParser cannot be combined with stream: it takes a whole response. Parse what `await stream.response()` gives.",
    );
  }
  if (decode !== "wire" && decode !== "sdk") {
    throw new CallOptionsError(`decode is ${JSON.stringify(decode)}, and must be "wire" or "sdk".`);
  }
  if (onInvalidTool !== "return" && onInvalidTool !== "throw") {
    throw new CallOptionsError(`onInvalidTool is ${JSON.stringify(onInvalidTool)}, and must be "return" or "throw".`);
  }
  if (options.signal !== undefined && !("addEventListener" in Object(options.signal))) {
    throw new CallOptionsError(
      "signal is no AbortSignal. Pass the `signal` of an AbortController, not the controller.",
    );
  }
  const tools = toolsOf<Tools>(options);
  const hasTools = tools.length > 0;
  const structured = checkStructured(options, { stream, partialTools, hasTools });
  if (structured?.tool && options.toolChoice !== undefined) {
    throw new CallOptionsError(
      'toolChoice cannot be combined with a responseModel that is asked for as a tool, which the model must be free to call. Leave it out, or make the schema one that mode: "strict" can express.',
    );
  }
  return {
    client: configClient(options.client, "The call"),
    apiKey: options.apiKey,
    baseURL: options.baseURL,
    model,
    stream,
    partialTools,
    tools: structured?.tool ? withTool(tools, structured.tool) : openAIToolSet<Tools>(tools, onInvalidTool),
    hasTools,
    structured,
    toolsGiven: options.tools !== undefined,
    toolChoice: checkToolChoice(options.toolChoice, tools),
    onInvalidTool,
    last,
    callParams: copyParams(options.callParams),
    // With a `responseModel` it is given its value, which `CheckedOptions` does not know.
    outputParser: outputParser as CheckedOptions<ToolOf<Tools[number]>>["outputParser"],
    signal: options.signal,
    limits: streamLimits(options.limits),
    acceptMissingFinishReason: options.acceptMissingFinishReason ?? false,
    decode,
    metadata: { ...options.metadata },
  };
}

/** A copy all the way down. Throws for what no JSON is, and for what the library sets itself. */
function copyParams(params: OpenAICallParams = {}): OpenAICallParams {
  mergeParams([params]);
  try {
    const copy = structuredClone(params);
    JSON.stringify(copy);
    return copy;
  } catch (cause) {
    throw new CallOptionsError(`callParams hold what cannot be sent as JSON: ${String(cause)}`, { cause });
  }
}

function toolsOf<Tools extends readonly OpenAITool[]>({ tools }: { readonly tools?: Tools }): Tools {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- no tools given means that `Tools` was inferred as its default, the empty list
  return tools ?? ([] as readonly OpenAITool[] as Tools);
}

/** At once where the tools are known: a dynamic config may bring the ones that it is about. */
function checkToolChoice(
  choice: ToolChoice<readonly OpenAITool[]> | undefined,
  tools: readonly OpenAITool[],
): ToolChoice<readonly OpenAITool[]> | undefined {
  if (tools.length > 0) toOpenAIToolChoice(choice, openAIToolSet(tools));
  return choice;
}

/** No call is refused here: what stands in the arguments for a value is judged as an answer. */
function withTool<Tools extends readonly OpenAITool[]>(
  tools: Tools,
  tool: OpenAIRawTool,
): ToolSet<OpenAIRawTool, ToolOf<Tools[number]>> {
  const set: ToolSet<OpenAIRawTool, unknown> = openAIToolSet([...tools, tool]);
  // A call of the one that was added is taken for the value: nobody gets it as a tool.
  return set as ToolSet<OpenAIRawTool, ToolOf<Tools[number]>>;
}
