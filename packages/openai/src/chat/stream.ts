import { CallStream, type InvalidTool, type ResponseContext, type SentParams, type Usage } from "@zoetrope/core";
import type OpenAI from "openai";
import { buildCompletion } from "./build-response.js";
import type { OpenAICallResponseChunk } from "./call-response-chunk.js";
import { OpenAICallResponse } from "./call-response.js";
import type { ChatState } from "./stream-state.js";
import { commonUsage } from "./usage.js";

/** A chat completion while it arrives. `PartialTool` is what else its pairs hold: nothing, unless the call asked for partial tools. */
export class OpenAIStream<Tool = never, PartialTool = never> extends CallStream<
  OpenAICallResponseChunk,
  ChatState,
  OpenAICallResponse<Tool>,
  Tool | InvalidTool,
  PartialTool,
  OpenAI.ChatCompletionMessageParam
> {
  protected override respond(
    context: ResponseContext<Tool | InvalidTool, OpenAI.ChatCompletionMessageParam, SentParams>,
  ): OpenAICallResponse<Tool> {
    return new OpenAICallResponse<Tool>({ ...context, response: buildCompletion(this.state) });
  }

  /** The server's last word; null while it has reported nothing. */
  get usage(): OpenAI.CompletionUsage | null {
    return this.state.usage as OpenAI.CompletionUsage | null;
  }

  override get commonUsage(): Usage | null {
    return commonUsage(this.state.usage, this.state.fields.get("service_tier"));
  }

  get audioId(): string | null {
    return this.buildResponse().audioId;
  }

  /** The bytes of sound so far. */
  get audio(): Uint8Array | null {
    return this.buildResponse().audio;
  }

  get audioTranscript(): string | null {
    return this.buildResponse().audioTranscript;
  }

  get logprobs(): OpenAI.ChatCompletion.Choice["logprobs"] {
    return this.buildResponse().logprobs;
  }

  get annotations(): readonly OpenAI.ChatCompletionMessage.Annotation[] {
    return this.buildResponse().annotations;
  }
}
