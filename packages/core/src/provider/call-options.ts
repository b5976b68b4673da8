import type { IfPartialTools } from "../call/stream-option.js";
import type { BudgetOption } from "../cost/budget.js";
import type { PriceSource } from "../cost/price-source.js";
import type { Fallback } from "../retry/fallback.js";
import type { MidStream, RetryOptions } from "../retry/retry-options.js";
import type { StreamLimits } from "../stream/stream-limits.js";
import type { StreamTimeouts } from "../stream/stream-timeouts.js";
import type { PartialToolOf } from "../structured/partial-tool.js";
import type { ResponseSchema, SchemaOutput } from "../structured/response-schema.js";
import type { ToolChoice } from "../tool/tool-choice.js";
import type { OnInvalidTool, ToolOf } from "../tool/tool-set.js";
import type { ClientOptions, Decode, ResponseMode } from "./provider.js";
import type { ProviderTypes, ResponseOf, StreamOf, StructuredOf, ToolLikeOf } from "./provider-types.js";
import type { CallDetails } from "./structured-call.js";

/** Options of a call. `Stream`, `Tools`, `Parsed` and `Model` decide what the call returns: see `CallResult`. */
export interface CallOptions<
  Types extends ProviderTypes,
  Stream,
  Tools extends readonly ToolLikeOf<Types>[],
  Parsed,
  Model = undefined,
> extends ClientOptions<Types["client"]> {
  /**
   * `true` or `{ partialTools: true }`: the call returns a stream; with a `responseModel`, `true`: a stream of its values. Default
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
   * Whether the model calls tools, and which: a mode, a tool, or the name of one that `tool()` made. Over what the call params say of it.
   * Default: the model decides.
   */
  readonly toolChoice?: ToolChoice<NoInfer<Tools>>;
  /** What `tool` in a pair is when a call does not fit: an `InvalidTool` ("return", the default), or an error that ends the loop. */
  readonly onInvalidTool?: OnInvalidTool;
  readonly callParams?: Types["callParams"];
  /** The call returns what this makes of the response, or of the value of the `responseModel`. Not with `stream`. */
  readonly outputParser?: [Stream] extends [false | undefined]
    ? (answer: CallAnswer<Types, Tools, Model>, details: CallDetails<ResponseOf<Types, unknown>>) => Parsed
    : "outputParser cannot be combined with stream";
  /**
   * The schema of the answer: any of zod, or of another library that tells its JSON Schema, or `{ schema, jsonSchema }`. The call returns
   * its value. A value that is no object is asked for as `{ "value": … }`, and accepted bare, too.
   */
  readonly responseModel?: Model;
  /** How the value of a `responseModel` is asked for. Default `auto`. */
  readonly mode?: ResponseMode;
  /**
   * The answer is to be JSON. OpenAI wants the word "JSON" in the prompt then. With a `responseModel`, its schema is sent where the
   * strict form can express it.
   */
  readonly jsonMode?: boolean;
  /** How often to ask again, and when. */
  readonly retry?: RetryOptions;
  /**
   * Who answers when this call has failed for good: other calls, which are made with the arguments of this one and must return what it
   * returns, or the same prompt by another model, client or call params. Silent before the first content; after it, see `midStream`.
   */
  readonly fallback?: readonly Fallback<
    Types["callParams"],
    Types["client"],
    CallResult<Types, Stream, Tools, Parsed, Model>
  >[];
  /**
   * What `retry` and `fallback` do once the reader of a stream has some of the answer: nothing ("fail", the default), or begin the answer
   * anew ("restart"), of which the stream's `attempt` tells.
   */
  readonly midStream?: MidStream;
  /**
   * How much each call may spend, its retries included, or a `Budget` that several calls share. A call whose prompt does not fit is refused
   * before it is sent, and a stream is stopped when it has spent that much: `BudgetExceededError`. Where the prompt's class or `runTools` has
   * a budget, too, all hold.
   */
  readonly budget?: BudgetOption;
  /** Where prices come from, for `cost` and for `budget.usd`. Default: what `usePrices()` of `@zoetrope/prices` has installed, else nowhere. */
  readonly prices?: PriceSource;
  /** How long the call may take. Of a call that is not streamed only `total` is looked at: its head comes with its end. */
  readonly timeouts?: Partial<StreamTimeouts>;
  /** With a `responseModel` and `stream`: leave an answer, and its connection, as soon as a closed part of it does not fit. Default false. */
  readonly failFast?: boolean;
  /** Ends the request, whatever it is at; its reason is thrown. */
  readonly signal?: AbortSignal;
  /** How far an answer may grow. */
  readonly limits?: Partial<StreamLimits>;
  /** For servers that send neither a finish reason nor an end marker: a body that ends after some answer is then complete. */
  readonly acceptMissingFinishReason?: boolean;
  /** `sdk` iterates the client's own stream, for proxies that watch it; slower. Default `wire`. */
  readonly decode?: Decode;
  /** Kept beside the answer, never sent. */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/**
 * `Parsed` may have been read from what a fallback returns. Without a parser that says nothing of the call itself, whose answer must then
 * fit it. (`NoInfer` there would refuse every call that has a parser: its type is not yet known when the fallbacks are first looked at.)
 */
export type ParserOf<Types extends ProviderTypes, Tools extends readonly ToolLikeOf<Types>[], Parsed, Model> = [
  CallAnswer<Types, Tools, Model>,
] extends [Parsed]
  ? unknown
  : { readonly outputParser: unknown };

/** What a call without a stream or a parser makes. */
export type CallAnswer<Types extends ProviderTypes, Tools extends readonly ToolLikeOf<Types>[], Model> = [
  Model,
] extends [ResponseSchema]
  ? [] extends Tools
    ? SchemaOutput<Model>
    : SchemaOutput<Model> | ResponseOf<Types, ToolOf<Tools[number]>>
  : ResponseOf<Types, ToolOf<Tools[number]>>;

/** What a call with these options returns. */
export type CallResult<
  Types extends ProviderTypes,
  Stream,
  Tools extends readonly ToolLikeOf<Types>[],
  Parsed,
  Model = undefined,
> = [Stream] extends [false | undefined]
  ? Promise<unknown extends Parsed ? CallAnswer<Types, Tools, Model> : Awaited<Parsed>>
  : [Model] extends [ResponseSchema]
    ? StructuredOf<Types, Model>
    : StreamOf<Types, ToolOf<Tools[number]>, IfPartialTools<Stream, PartialToolOf<Tools[number]>>>;

/** Every option, so that a misspelt one is told. `satisfies` keeps the list whole. */
export const callOptionNames = {
  acceptMissingFinishReason: true,
  apiKey: true,
  baseURL: true,
  budget: true,
  callParams: true,
  client: true,
  decode: true,
  failFast: true,
  fallback: true,
  jsonMode: true,
  limits: true,
  metadata: true,
  midStream: true,
  mode: true,
  onInvalidTool: true,
  outputParser: true,
  prices: true,
  responseModel: true,
  retry: true,
  signal: true,
  stream: true,
  timeouts: true,
  toolChoice: true,
  tools: true,
} satisfies Record<keyof CallOptions<ProviderTypes, false, [], unknown>, true>;
