import type { Message } from "../messages/message.js";
import { CallStream } from "../provider/call-stream.js";
import type { SentParams } from "../provider/provider-types.js";
import type { ResponseContext } from "../response/base-call-response.js";
import type { Usage } from "../response/usage.js";
import type { StreamState } from "../stream/stream-state.js";
import type { InvalidTool } from "../tool/invalid-tool.js";
import type { NeutralSentParams } from "./call-params.js";
import type { CallResponseChunk } from "./call-response-chunk.js";
import { CallResponse, type NeutralFinishReason } from "./call-response.js";
import { originalResponse } from "./original-response.js";
import { originOf } from "./stream-origin.js";

/** An answer of any provider's model while it arrives, in words that none of them owns. */
export class Stream<Tool = never, PartialTool = never> extends CallStream<
  CallResponseChunk,
  StreamState,
  CallResponse<Tool>,
  Tool | InvalidTool,
  PartialTool,
  object
> {
  protected override respond(context: ResponseContext<Tool | InvalidTool, object, SentParams>): CallResponse<Tool> {
    return new CallResponse<Tool>(originalResponse(this.state, context), originOf(this.state).provider);
  }

  /** Who answers, as in `"anthropic"`: another one, once a fallback has taken over. */
  get provider(): string {
    return originOf(this.state).provider.name;
  }

  /** Why the answer ended: see `CallResponse.finishReason`. */
  get finishReason(): NeutralFinishReason | null {
    return this.buildResponse().finishReason;
  }

  override get finishReasons(): readonly NeutralFinishReason[] {
    return this.buildResponse().finishReasons;
  }

  /** The provider's last word; null while it has reported nothing. */
  get usage(): Usage | null {
    return this.buildResponse().usage;
  }

  override get commonUsage(): Usage | null {
    return this.usage;
  }

  /** The messages that were sent; none before an async prompt is done. */
  override get messages(): readonly Message[] {
    return this.buildResponse().messages;
  }

  override get callParams(): NeutralSentParams {
    return this.buildResponse().callParams;
  }
}
