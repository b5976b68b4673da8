import type { GenerateContentParameters } from "@google/genai";
import type { ProviderTypes, SchemaIn } from "@zoetrope/core";
import type { GoogleCallParams } from "./call-params.js";
import type { GoogleCallResponse } from "./call-response.js";
import type { GoogleCallResponseChunk } from "./call-response-chunk.js";
import type { GoogleClient } from "./client.js";
import type { GoogleMessageParam } from "./message-param.js";
import type { GoogleStream } from "./stream.js";
import type { GenerateContentState } from "./stream-state.js";
import type { StructuredStream } from "./structured-stream.js";
import type { GoogleRawTool } from "./tool.js";

/** The types of `generateContent`, from which those of its calls are made. */
export interface GoogleTypes extends ProviderTypes {
  readonly message: GoogleMessageParam;
  readonly rawTool: GoogleRawTool;
  readonly callParams: GoogleCallParams;
  readonly client: GoogleClient;
  readonly body: GenerateContentParameters;
  readonly chunk: GoogleCallResponseChunk;
  readonly state: GenerateContentState;
  readonly response: GoogleCallResponse<this["Tool"]>;
  readonly stream: GoogleStream<this["Tool"], this["PartialTool"]>;
  readonly structured: StructuredStream<SchemaIn<this>>;
}
