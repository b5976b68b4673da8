import {
  endMarker,
  parseArguments,
  text,
  type FrameSource,
  type JSONObject,
  type ReceivedToolCall,
  type StreamAdapter,
  type StreamLimits,
  type ToolSlot,
} from "@zoetrope/core";
import { decodeFrame } from "../decode-frame.js";
import { OpenAIResponsesCallResponseChunk } from "./call-response-chunk.js";
import { decodeResponse } from "./decode-response.js";
import { receivedCall } from "./message-param.js";
import { providerError } from "./provider-error.js";
import { ResponsesState } from "./stream-state.js";

export interface ResponsesAdapterOptions {
  readonly limits: StreamLimits;
  readonly acceptMissingFinishReason: boolean;
  /** False for the rest of a stream: what began before it is not taken for new. Default true. */
  readonly fromStart?: boolean;
  open(signal: AbortSignal): Promise<FrameSource>;
}

/** What a stream needs to know of the Responses API. */
export class ResponsesAdapter implements StreamAdapter<JSONObject, OpenAIResponsesCallResponseChunk, ResponsesState> {
  readonly provider = "openai-responses";
  readonly state: ResponsesState;
  readonly #options: ResponsesAdapterOptions;

  constructor(options: ResponsesAdapterOptions) {
    this.#options = options;
    this.state = new ResponsesState(options.limits, options.fromStart);
  }

  open(signal: AbortSignal): Promise<FrameSource> {
    return this.#options.open(signal);
  }

  decode(data: unknown, event: string | undefined, unterminated?: true): JSONObject | typeof endMarker | null {
    const value = decodeFrame(data, event, unterminated);
    if (value === null || value === endMarker || event === undefined || text(value.type) !== null) return value;
    // The name of the event says the same, for servers that say it once.
    if (event === "error") throw providerError(value.error ?? value);
    return { ...value, type: event };
  }

  decodeBody(body: string, hint: string): JSONObject {
    const response = decodeResponse(body, hint);
    // As the event that a stream would have ended with.
    return { type: `response.${text(response.status) ?? "completed"}`, response };
  }

  read(raw: JSONObject): OpenAIResponsesCallResponseChunk {
    return new OpenAIResponsesCallResponseChunk(raw, this.state.add(raw));
  }

  empty(): OpenAIResponsesCallResponseChunk {
    const { id, model } = this.state;
    return new OpenAIResponsesCallResponseChunk({
      type: "response.output_text.delta",
      delta: "",
      response: { id, model },
    });
  }

  verdict(): "complete" | "truncated" {
    const { ended, choices } = this.state;
    return ended || (this.#options.acceptMissingFinishReason && choices.size > 0) ? "complete" : "truncated";
  }

  received(slot: ToolSlot): ReceivedToolCall {
    const item = this.state.callOf(slot);
    if (item) return receivedCall(item.toJSON());
    return { id: slot.id, name: slot.name, arguments: parseArguments(slot.text), raw: null };
  }
}
