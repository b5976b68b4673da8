import { BaseStructuredStream, type RawTool, type ResponseSchema } from "@zoetrope/core";
import type { AnthropicCallResponse } from "./call-response.js";
import type { AnthropicStream } from "./stream.js";

/** What a call with `responseModel` and `stream` returns; see `BaseStructuredStream`. */
export class StructuredStream<Schema extends ResponseSchema> extends BaseStructuredStream<
  Schema,
  AnthropicCallResponse<RawTool>,
  AnthropicStream<RawTool>
> {}
