import type { Message } from "../messages/message.js";
import type { ProviderTypes, SchemaIn } from "../provider/provider-types.js";
import type { StreamState } from "../stream/stream-state.js";
import type { LlmCallParams } from "./call-params.js";
import type { CallResponse } from "./call-response.js";
import type { CallResponseChunk } from "./call-response-chunk.js";
import type { Stream } from "./stream.js";
import type { LlmStructuredStream } from "./structured-stream.js";

/** The types of calls that any provider may serve. */
export interface LlmTypes extends ProviderTypes {
  readonly message: Message;
  /** Tools in a provider's own words are for that provider's own calls. */
  readonly rawTool: never;
  readonly callParams: LlmCallParams;
  readonly client: object;
  /** Of the provider's own type. */
  readonly body: object;
  readonly chunk: CallResponseChunk;
  readonly state: StreamState;
  readonly response: CallResponse<this["Tool"]>;
  readonly stream: Stream<this["Tool"], this["PartialTool"]>;
  readonly structured: LlmStructuredStream<SchemaIn<this>>;
}
