import { BaseStructuredStream } from "../structured/base-structured-stream.js";
import type { ResponseSchema } from "../structured/response-schema.js";
import type { RawTool } from "../tool/raw-tool.js";
import type { CallResponse } from "./call-response.js";
import type { Stream } from "./stream.js";

/** What an `llmCall` with `responseModel` and `stream` returns; see `BaseStructuredStream`. */
export class LlmStructuredStream<Schema extends ResponseSchema> extends BaseStructuredStream<
  Schema,
  CallResponse<RawTool>,
  Stream<RawTool>
> {}
