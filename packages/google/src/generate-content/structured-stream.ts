import { BaseStructuredStream, type RawTool, type ResponseSchema } from "@zoetrope/core";
import type { GoogleCallResponse } from "./call-response.js";
import type { GoogleStream } from "./stream.js";

/** What a call with `responseModel` and `stream` returns; see `BaseStructuredStream`. */
export class StructuredStream<Schema extends ResponseSchema> extends BaseStructuredStream<
  Schema,
  GoogleCallResponse<RawTool>,
  GoogleStream<RawTool>
> {}
