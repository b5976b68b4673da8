import type { BaseCallResponse } from "../response/base-call-response.js";
import type { BaseCallResponseChunk } from "../response/base-call-response-chunk.js";
import type { Usage } from "../response/usage.js";
import type { BaseStream } from "../stream/base-stream.js";
import type { StreamState } from "../stream/stream-state.js";
import type { ResponseSchema } from "../structured/response-schema.js";
import type { RawToolDefinition } from "../tool/tool-set.js";
import type { ToolClass } from "../tool/base-tool.js";
import type { ToolOutput } from "../tool/tool-output.js";

/** Params as they are sent, under the provider's own names. */
export type SentParams = Readonly<Record<string, unknown>>;

/** What every whole answer of every provider can say and make. */
export interface ProviderResponse extends BaseCallResponse<unknown, unknown, SentParams> {
  /** The last message of the user that was sent; null when there was none. */
  readonly userMessageParam: unknown;
  toolMessageParams(outputs: readonly ToolOutput[]): readonly unknown[];
}

/** A stream of any provider's. */
export type ProviderStream = BaseStream<BaseCallResponseChunk, StreamState, ProviderResponse, unknown, unknown> & {
  readonly commonUsage: Usage | null;
};

/**
 * A provider's own types, from which those of its calls are made. `stream`, `response` and `structured` are written in terms of
 * `this["Tool"]`, `this["PartialTool"]` and `SchemaIn<this>`, which each call fills in: the compiler has no other way to hand over a
 * class that has parameters of its own.
 */
export interface ProviderTypes {
  readonly Tool: unknown;
  readonly PartialTool: unknown;
  readonly Schema: unknown;
  /** A message in the provider's own words. */
  readonly message: object;
  /** A tool in the provider's own words. */
  readonly rawTool: RawToolDefinition;
  readonly callParams: object;
  readonly client: object;
  /** The body of a request. */
  readonly body: object;
  readonly chunk: BaseCallResponseChunk;
  readonly state: StreamState;
  readonly response: ProviderResponse;
  readonly stream: ProviderStream;
  /** The stream of a `responseModel`. */
  readonly structured: unknown;
}

/** What may stand in a call's `tools`. */
export type ToolLikeOf<Types extends ProviderTypes> = ToolClass | Types["rawTool"];

/** What a call gives that is not streamed. */
export type ResponseOf<Types extends ProviderTypes, Tool> = (Types & { readonly Tool: Tool })["response"];

/** What a streamed call gives. */
export type StreamOf<Types extends ProviderTypes, Tool, PartialTool> = (Types & {
  readonly Tool: Tool;
  readonly PartialTool: PartialTool;
})["stream"];

/** The schema that a call fills in, for `structured`. */
export type SchemaIn<Types extends { readonly Schema: unknown }> = Types["Schema"] extends ResponseSchema
  ? Types["Schema"]
  : ResponseSchema;

/** What a streamed call with a `responseModel` gives. */
export type StructuredOf<Types extends ProviderTypes, Schema extends ResponseSchema> = (Types & {
  readonly Schema: Schema;
})["structured"];
