import type { MaybePromise } from "../call/maybe-promise.js";
import type { NeutralParamNames } from "../call/neutral-params.js";
import type { Message } from "../messages/message.js";
import type { CallRecord } from "../response/call-record.js";
import type { StreamEnding } from "../stream/ending.js";
import type { FrameSource } from "../stream/frame-source.js";
import type { AttemptRecord } from "../stream/recovery.js";
import type { StreamAdapter } from "../stream/stream-adapter.js";
import type { StreamLimits } from "../stream/stream-limits.js";
import type { StreamTiming } from "../stream/timing.js";
import type { FailedAnswer } from "../structured/ask-until-valid.js";
import type { ResponseModel } from "../structured/response-model.js";
import type { ResponseSchema } from "../structured/response-schema.js";
import type { StructuredReaderOptions } from "../structured/structured-reader.js";
import type { RawTool } from "../tool/raw-tool.js";
import type { ToolChoice } from "../tool/tool-choice.js";
import type { OnInvalidTool, ReceivedToolCall, ToolSet } from "../tool/tool-set.js";
import type { CallStreamOptions } from "./call-stream.js";
import type { ProviderTypes, ResponseOf, SentParams, StreamOf, ToolLikeOf } from "./provider-types.js";

/** Where a call finds its client. */
export interface ClientOptions<Client = object> {
  /** A client of your own; everything it is configured with holds. */
  readonly client?: Client | undefined;
  /** Default: the provider's variable in the environment. */
  readonly apiKey?: string | undefined;
  /** Default: the provider's variable in the environment, else the provider's own address. */
  readonly baseURL?: string | undefined;
}

/** `wire` reads the response body itself, which is faster and tells more; `sdk` iterates what the client decoded. */
export type Decode = "wire" | "sdk";

/**
 * How a value is asked for:
 * - `strict`: a JSON Schema that the provider holds the model to;
 * - `json`: JSON of any shape. The prompt has to describe it: the library adds no word to it (and OpenAI refuses such a request unless
 *   the word "JSON" is in the prompt);
 * - `tool`: one forced tool, whose arguments are the value;
 * - `auto`: `strict` where provider and schema allow, else `tool`.
 */
export type ResponseMode = "auto" | "strict" | "json" | "tool";

/** How a request says what form its answer is to have. */
export interface AnswerForm<Types extends ProviderTypes> {
  /** Null: any JSON will do. */
  readonly model: ResponseModel | null;
  /** The tool that stands for the value; null in the other modes. */
  readonly tool: { readonly name: string; readonly definition: Types["rawTool"] } | null;
  /**
   * As params of a request. Throws `CallOptionsError` where call params say something else of it. Beside tools of the user the model is
   * made to call one, whichever: it may need those before it can answer.
   */
  params(given: SentParams, hasTools: boolean): SentParams;
}

/** A prompt in the provider's words. */
export interface ConvertedPrompt<Own> {
  /** System messages among them, also where the wire has a field of its own for those: histories go on from these. */
  readonly messages: readonly Own[];
  /** For each message, the place of the one that it was made of; by default they are as many, and in the same order. Of those that `explain` lists. */
  readonly sources?: readonly number[];
  /** What could not be carried over from another provider's messages, in words. */
  readonly warnings?: readonly string[];
}

/** All that a body is made from. */
export interface RequestParts<Types extends ProviderTypes> extends ConvertedPrompt<Types["message"]> {
  /** The model included. */
  readonly params: SentParams;
  readonly tools: ToolSet<Types["rawTool"], unknown>;
  /** What is said of the form of the answer. */
  readonly form: SentParams;
  readonly stream: boolean;
}

/** How a body is sent. */
export interface SendOptions {
  readonly signal: AbortSignal;
  readonly decode: Decode;
  readonly limits: StreamLimits;
  /** How often the SDK itself may try again. Undefined: as the client is configured. */
  readonly maxRetries: number | undefined;
}

export interface WholeAnswer {
  readonly answer: SentParams;
  readonly requestId: string | null;
}

/** What an adapter is made for. */
export interface AdapterOptions {
  readonly limits: StreamLimits;
  readonly acceptMissingFinishReason: boolean;
  open(signal: AbortSignal): Promise<FrameSource>;
}

/** What surrounds a whole answer. */
export interface WholeContext<Own> {
  readonly record: CallRecord<Own, SentParams>;
  readonly ending: StreamEnding;
  readonly timing: StreamTiming;
  readonly requestId: string | null;
  readonly attempts: readonly AttemptRecord[];
  createTool(call: ReceivedToolCall): unknown;
}

/** What a stream is made with. */
export type NewStreamOptions<Types extends ProviderTypes> = CallStreamOptions<
  Types["chunk"],
  Types["state"],
  unknown,
  unknown,
  Types["message"]
>;

/** The lists of a body that hold messages and tools, for `explain`. */
export interface ExplainedBody {
  readonly messages: readonly object[];
  /** What the list is called in the body. */
  readonly messagesName: string;
  readonly tools: readonly unknown[];
  /** All else. */
  readonly params: SentParams;
  /** Params that hold messages of the prompt: system instructions, where the wire has a field for them. */
  readonly fromPrompt?: readonly string[];
  /** What the library has put into params by default: for each, what. */
  readonly added?: Readonly<Record<string, string>>;
}

/**
 * All that the calls of a provider need to know of it. What is written here once for each provider is its wire; options, prompts,
 * precedence, retries and structured output are the same for all.
 */
export interface Provider<Types extends ProviderTypes = ProviderTypes> {
  /** As it stands in errors and before the colon of a model: `"openai"`. */
  readonly name: string;
  /** As people write it: `"OpenAI"`. */
  readonly label: string;
  /** What a client of this provider has, and no other: `"chat.completions"`. For errors. */
  readonly clientHas: string;
  /** A call with a model, as an error shows how to name one: `openaiCall("gpt-4o-mini")`. */
  readonly example: string;
  /** How the provider calls the neutral params; undefined where it has no such thing. */
  readonly neutralNames: NeutralParamNames;
  /** Two names for one thing: the one that was said last counts, and the other is not sent. */
  readonly aliases: Readonly<Record<string, string>>;
  /** Fields of a body that are no call params, because they come from the prompt and the options. */
  readonly setByTheLibrary: readonly string[];
  /** Params that only a stream has: not kept beside an answer, which is the same without a stream. */
  readonly streamParams: readonly string[];

  isTool(tool: unknown): tool is ToolLikeOf<Types>;
  /** Throws `CallOptionsError` for what this provider refuses, at decoration. */
  toolSet(tools: readonly ToolLikeOf<Types>[], onInvalid?: OnInvalidTool): ToolSet<Types["rawTool"], unknown>;
  /** As they are sent. */
  describeTools(tools: ToolSet<Types["rawTool"], unknown>): readonly unknown[];
  /** As params of a request. Throws `CallOptionsError` for a tool that the call does not have. */
  toolChoice(
    choice: ToolChoice<readonly ToolLikeOf<Types>[]> | undefined,
    tools: ToolSet<Types["rawTool"], unknown>,
  ): SentParams;
  /** Any JSON where there is no schema. Throws `CallOptionsError` for a schema that the mode cannot express. */
  answerForm(schema: ResponseSchema | undefined, mode: ResponseMode, jsonMode: boolean): AnswerForm<Types>;

  /** A promise only where a part has to be read first. Throws `CallOptionsError` for what cannot be sent. */
  convert(messages: readonly (Message | Types["message"])[]): MaybePromise<ConvertedPrompt<Types["message"]>>;
  /** One of the provider's own messages as a neutral one; a neutral one as it is. */
  toNeutral(message: Message): Message;
  /** Made anew each time: nothing that a caller gave is changed. */
  body(parts: RequestParts<Types>): Types["body"];
  /** `params` are those that the caller gave. */
  explain(body: Types["body"], params: SentParams): ExplainedBody;

  isClient(client: unknown): client is Types["client"];
  client(options: ClientOptions<Types["client"]>): MaybePromise<Types["client"]>;
  /** Throws the SDK's own error when the request is refused. */
  sendStream(client: Types["client"], body: Types["body"], options: SendOptions): Promise<FrameSource>;
  sendWhole(client: Types["client"], body: Types["body"], options: SendOptions): Promise<WholeAnswer>;

  adapter(options: AdapterOptions): StreamAdapter<unknown, Types["chunk"], Types["state"]>;
  stream(options: NewStreamOptions<Types>): Types["stream"];
  response(answer: SentParams, context: WholeContext<Types["message"]>): Types["response"];
  structured(options: StructuredStreamOptions<Types>): unknown;
  /** What the model wrote for a tool of this name; null where it did not call it. */
  argumentsOf(response: Types["response"], toolName: string): string | null;
  /** An answer that does not fit, and what is wrong with it, as the next turn. */
  retryTurn(failed: FailedAnswer<Types["response"]>, problem: string): readonly Types["message"][];
}

/** What a structured stream is made with. It has no tools but the one that stands for the value, which is raw. */
export type StructuredStreamOptions<Types extends ProviderTypes> = StructuredReaderOptions<
  ResponseOf<Types, RawTool>,
  StreamOf<Types, RawTool, never>
>;
