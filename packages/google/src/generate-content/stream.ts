import type { GenerateContentResponseUsageMetadata, GroundingMetadata } from "@google/genai";
import { CallStream, type InvalidTool, type ResponseContext, type SentParams, type Usage } from "@zoetrope/core";
import { buildResponse } from "./build-response.js";
import type { GoogleCallResponseChunk } from "./call-response-chunk.js";
import { GoogleCallResponse } from "./call-response.js";
import type { InlineData } from "./inline-data.js";
import type { GoogleMessageParam } from "./message-param.js";
import type { GenerateContentState } from "./stream-state.js";
import { commonUsage } from "./usage.js";

/** An answer of `generateContent` while it arrives. `PartialTool` is what else its pairs hold: nothing, unless the call asked for partial tools. */
export class GoogleStream<Tool = never, PartialTool = never> extends CallStream<
  GoogleCallResponseChunk,
  GenerateContentState,
  GoogleCallResponse<Tool>,
  Tool | InvalidTool,
  PartialTool,
  GoogleMessageParam
> {
  protected override respond(
    context: ResponseContext<Tool | InvalidTool, GoogleMessageParam, SentParams>,
  ): GoogleCallResponse<Tool> {
    return new GoogleCallResponse<Tool>({ ...context, response: buildResponse(this.state) });
  }

  /** The server's last word; null while it has reported nothing. */
  get usage(): GenerateContentResponseUsageMetadata | null {
    return this.state.usage;
  }

  override get commonUsage(): Usage | null {
    return commonUsage(this.state.usage);
  }

  /** Images and sound so far. */
  get inlineData(): readonly InlineData[] {
    return this.buildResponse().inlineData;
  }

  /** Sources of an answer that searched, so far. */
  get groundingMetadata(): GroundingMetadata | null {
    return this.buildResponse().groundingMetadata;
  }

  /** Why the prompt was not answered at all; null while it is not known to be blocked. */
  get blockReason(): string | null {
    return this.buildResponse().blockReason;
  }
}
