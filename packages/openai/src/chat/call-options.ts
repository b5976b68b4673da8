import {
  CallOptionsError,
  readStreamOption,
  streamLimits,
  type IfPartialTools,
  type OnInvalidTool,
  type PartialToolOf,
  type StreamLimits,
  type ToolOf,
  type ToolSet,
} from "@zoetrope/core";
import type { ClientOptions } from "../client.js";
import { mergeParams, type OpenAICallParams } from "./call-params.js";
import type { OpenAICallResponse } from "./call-response.js";
import { configClient } from "./dynamic-config.js";
import type { Decode } from "./send.js";
import type { OpenAIStream } from "./stream.js";
import { openAIToolSet, type OpenAIRawTool, type OpenAITool } from "./tool.js";

/** Options of a call. `Stream`, `Tools` and `Parsed` decide what the call returns: see `OpenAICallResult`. */
export interface OpenAICallOptions<Stream, Tools extends readonly OpenAITool[], Parsed> extends ClientOptions {
  /** `true` or `{ partialTools: true }`: the call returns an `OpenAIStream`. Default `false`. */
  readonly stream?: Stream &
    (boolean extends Stream
      ? "write stream: true or stream: false; a boolean variable cannot decide the result type"
      : unknown);
  /** What the model may call. */
  readonly tools?: Tools;
  /** What `tool` in a pair is when a call does not fit: an `InvalidTool` ("return", the default), or an error that ends the loop. */
  readonly onInvalidTool?: OnInvalidTool;
  readonly callParams?: OpenAICallParams;
  /** The call returns what this makes of the response. Not with `stream`. */
  readonly outputParser?: [Stream] extends [false | undefined]
    ? (response: OpenAICallResponse<ToolOf<Tools[number]>>) => Parsed
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

/** What a call with these options returns. */
export type OpenAICallResult<Stream, Tools extends readonly OpenAITool[], Parsed> = [Stream] extends [false | undefined]
  ? Promise<unknown extends Parsed ? OpenAICallResponse<ToolOf<Tools[number]>> : Awaited<Parsed>>
  : OpenAIStream<ToolOf<Tools[number]>, IfPartialTools<Stream, PartialToolOf<Tools[number]>>>;

/** Options as the calls use them. */
export interface CheckedOptions<Tool> extends ClientOptions {
  readonly model: string | undefined;
  readonly stream: boolean;
  /** Pairs hold partial tools, too. */
  readonly partialTools: boolean;
  readonly tools: ToolSet<OpenAIRawTool, Tool>;
  readonly toolsGiven: boolean;
  readonly onInvalidTool: OnInvalidTool;
  /** These are options of a prompt object's own call, and so win over what the prompt computes. */
  readonly last: boolean;
  readonly callParams: OpenAICallParams;
  readonly outputParser: ((response: OpenAICallResponse<Tool>) => unknown) | undefined;
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
  limits: true,
  metadata: true,
  onInvalidTool: true,
  outputParser: true,
  signal: true,
  stream: true,
  tools: true,
} satisfies Record<keyof OpenAICallOptions<false, [], unknown>, true>;

/**
 * Checks options once, at decoration, and copies them: nothing that a caller changes later is seen by a call.
 * Throws `CallOptionsError` for what the types forbid, too, because not everybody asks them.
 */
export function checkOptions<Stream, const Tools extends readonly OpenAITool[], Parsed>(
  model: string | undefined,
  options: OpenAICallOptions<Stream, Tools, Parsed>,
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
  return {
    client: configClient(options.client, "The call"),
    apiKey: options.apiKey,
    baseURL: options.baseURL,
    model,
    stream,
    partialTools,
    tools: openAIToolSet<Tools>(toolsOf(options), onInvalidTool),
    toolsGiven: options.tools !== undefined,
    onInvalidTool,
    last,
    callParams: copyParams(options.callParams),
    outputParser,
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
    return structuredClone(params);
  } catch (cause) {
    throw new CallOptionsError(`callParams hold what cannot be sent as JSON: ${String(cause)}`, { cause });
  }
}

function toolsOf<Tools extends readonly OpenAITool[]>({ tools }: { readonly tools?: Tools }): Tools {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- no tools given means that `Tools` was inferred as its default, the empty list
  return tools ?? ([] as readonly OpenAITool[] as Tools);
}
