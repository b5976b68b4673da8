import { BaseStructuredStream, type RawTool, type ResponseSchema } from "@zoetrope/core";
import type { OpenAICallResponse } from "./call-response.js";
import type { OpenAIStream } from "./stream.js";

/** What a call with `responseModel` and `stream` returns; see `BaseStructuredStream`. */
export class StructuredStream<Schema extends ResponseSchema> extends BaseStructuredStream<
  Schema,
  OpenAICallResponse<RawTool>,
  OpenAIStream<RawTool>
> {}
