import { CallStream, type InvalidTool, type ResponseContext, type SentParams, type Usage } from "@zoetrope/core";
import type Anthropic from "@anthropic-ai/sdk";
import { buildMessage } from "./build-response.js";
import type { AnthropicCallResponseChunk } from "./call-response-chunk.js";
import { AnthropicCallResponse, type ThinkingBlock } from "./call-response.js";
import type { MessageState } from "./stream-state.js";
import { cacheWriteTokens, commonUsage } from "./usage.js";

/** A message while it arrives. `PartialTool` is what else its pairs hold: nothing, unless the call asked for partial tools. */
export class AnthropicStream<Tool = never, PartialTool = never> extends CallStream<
  AnthropicCallResponseChunk,
  MessageState,
  AnthropicCallResponse<Tool>,
  Tool | InvalidTool,
  PartialTool,
  Anthropic.MessageParam
> {
  protected override respond(
    context: ResponseContext<Tool | InvalidTool, Anthropic.MessageParam, SentParams>,
  ): AnthropicCallResponse<Tool> {
    return new AnthropicCallResponse<Tool>({ ...context, response: buildMessage(this.state) });
  }

  /** The server's last word: what it reported at the start, overlaid with what it reported since. Null while it has reported nothing. */
  get usage(): Anthropic.Usage | null {
    return this.state.usage as Anthropic.Usage | null;
  }

  override get commonUsage(): Usage | null {
    return commonUsage(this.state.usage);
  }

  /** Those of `inputTokens` that were written to the cache. */
  get cacheWriteTokens(): number | null {
    return cacheWriteTokens(this.state.usage);
  }

  /** The thinking so far, signatures included. */
  get thinkingBlocks(): readonly ThinkingBlock[] {
    return this.buildResponse().thinkingBlocks;
  }

  /** What the text so far cites, in its order. */
  get citations(): readonly Anthropic.TextCitation[] {
    return this.buildResponse().citations;
  }

  /** The whole blocks so far of tools that the provider runs, and all others that only the provider knows. */
  get serverBlocks(): readonly Anthropic.ContentBlock[] {
    return this.buildResponse().serverBlocks;
  }
}
