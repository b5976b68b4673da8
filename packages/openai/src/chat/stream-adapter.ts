import {
  endMarker,
  type FrameSource,
  type ReceivedToolCall,
  type StreamAdapter,
  type StreamLimits,
  type ToolSlot,
  objects,
  type JSONObject,
} from "@zoetrope/core";
import { decodeFrame } from "../decode-frame.js";
import { rawToolCall } from "./build-response.js";
import { OpenAICallResponseChunk } from "./call-response-chunk.js";
import { ChatState } from "./stream-state.js";
import { decodeCompletion } from "./decode-completion.js";
import { receivedCall } from "./message-param.js";
import { providerError } from "./provider-error.js";
import { messageOf } from "./wire.js";

export interface ChatAdapterOptions {
  readonly limits: StreamLimits;
  readonly acceptMissingFinishReason: boolean;
  /** The name in errors, of a vendor that speaks this wire. Default: `openai`. */
  readonly provider?: string;
  open(signal: AbortSignal): Promise<FrameSource>;
}

/** What a stream needs to know of chat completions. */
export class ChatAdapter implements StreamAdapter<JSONObject, OpenAICallResponseChunk, ChatState> {
  readonly provider: string;
  readonly state: ChatState;
  readonly #options: ChatAdapterOptions;

  constructor(options: ChatAdapterOptions) {
    this.#options = options;
    this.provider = options.provider ?? "openai";
    this.state = new ChatState(options.limits);
  }

  open(signal: AbortSignal): Promise<FrameSource> {
    return this.#options.open(signal);
  }

  decode(data: unknown, event: string | undefined, unterminated?: true): JSONObject | typeof endMarker | null {
    const value = decodeFrame(data, event, unterminated);
    // An iterated client names no events.
    if (event === "error" && value !== null && value !== endMarker) throw providerError(value.error ?? value);
    return value;
  }

  decodeBody(text: string, hint: string): JSONObject {
    const { choices, ...completion } = decodeCompletion(text, hint);
    // Some servers put an empty delta beside the message of a whole answer, and a chunk's delta counts before its message.
    return { ...completion, choices: objects(choices).map((choice) => ({ ...choice, delta: messageOf(choice) })) };
  }

  read(raw: JSONObject): OpenAICallResponseChunk {
    this.state.add(raw);
    return new OpenAICallResponseChunk(raw);
  }

  empty(): OpenAICallResponseChunk {
    const { id, model, created } = this.state;
    const choices = [{ index: 0, delta: {}, finish_reason: null }];
    return new OpenAICallResponseChunk({ id, model, created, object: "chat.completion.chunk", choices });
  }

  verdict(marked: boolean): "complete" | "truncated" {
    const { state } = this;
    if (state.isFinished) return "complete";
    const said = marked || state.usageAfterAnswer || this.#options.acceptMissingFinishReason;
    return state.answered && said ? "complete" : "truncated";
  }

  received(slot: ToolSlot): ReceivedToolCall {
    return receivedCall(rawToolCall(slot), slot.arguments);
  }
}
