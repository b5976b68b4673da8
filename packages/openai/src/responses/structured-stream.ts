import { BaseStructuredStream, type RawTool, type ResponseSchema } from "@zoetrope/core";
import type { OpenAIResponsesCallResponse } from "./call-response.js";
import type { OpenAIResponsesStream } from "./stream.js";

/** The value of a `responseModel` while it arrives; `source` is the stream that it is read from. */
export class OpenAIResponsesStructuredStream<Schema extends ResponseSchema> extends BaseStructuredStream<
  Schema,
  OpenAIResponsesCallResponse<RawTool>,
  OpenAIResponsesStream<RawTool>
> {}
