import { CallStream, type InvalidTool, type ResponseContext, type SentParams, type Usage } from "@zoetrope/core";
import type OpenAI from "openai";
import { buildResponse } from "./build-response.js";
import type { OpenAIResponsesCallResponseChunk } from "./call-response-chunk.js";
import { OpenAIResponsesCallResponse } from "./call-response.js";
import type { OpenAIResponsesMessageParam } from "./is-own-message.js";
import type { ResponsesState } from "./stream-state.js";
import { commonUsage } from "./usage.js";

/** A response while it arrives. `PartialTool` is what else its pairs hold: nothing, unless the call asked for partial tools. */
export class OpenAIResponsesStream<Tool = never, PartialTool = never> extends CallStream<
  OpenAIResponsesCallResponseChunk,
  ResponsesState,
  OpenAIResponsesCallResponse<Tool>,
  Tool | InvalidTool,
  PartialTool,
  OpenAIResponsesMessageParam
> {
  protected override respond(
    context: ResponseContext<Tool | InvalidTool, OpenAIResponsesMessageParam, SentParams>,
  ): OpenAIResponsesCallResponse<Tool> {
    return new OpenAIResponsesCallResponse<Tool>({ ...context, response: buildResponse(this.state) });
  }

  /** That of the last event handed out: `resumeResponse(stream.id, { startingAfter })` goes on from there. Null before the first. */
  get sequenceNumber(): number | null {
    return this.state.sequenceNumber;
  }

  /** The items so far. */
  get output(): readonly OpenAI.Responses.ResponseOutputItem[] {
    return buildResponse(this.state).output;
  }

  /** Reported at the end. */
  get usage(): OpenAI.Responses.ResponseUsage | null {
    return this.state.usage as OpenAI.Responses.ResponseUsage | null;
  }

  override get commonUsage(): Usage | null {
    return commonUsage(this.state.usage, this.state.response.service_tier);
  }

  get logprobs(): readonly OpenAI.Responses.ResponseOutputText.Logprob[] {
    return this.buildResponse().logprobs;
  }

  get annotations(): OpenAI.Responses.ResponseOutputText["annotations"] {
    return this.buildResponse().annotations;
  }
}
