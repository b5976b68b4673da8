import {
  MalformedChunkError,
  endMarker,
  isObject,
  type AdapterOptions,
  type FrameSource,
  type JSONObject,
  type ReceivedToolCall,
  type StreamAdapter,
  type ToolSlot,
} from "@zoetrope/core";
import { GoogleCallResponseChunk } from "./call-response-chunk.js";
import { decodeResponse } from "./decode-response.js";
import { receivedCall } from "./function-calls.js";
import { providerError } from "./provider-error.js";
import { GenerateContentState } from "./stream-state.js";

/** What a stream needs to know of `generateContent`. */
export class GenerateContentAdapter implements StreamAdapter<
  JSONObject,
  GoogleCallResponseChunk,
  GenerateContentState
> {
  readonly provider = "google";
  readonly state: GenerateContentState;
  readonly #options: AdapterOptions;

  constructor(options: AdapterOptions) {
    this.#options = options;
    this.state = new GenerateContentState(options.limits);
  }

  open(signal: AbortSignal): Promise<FrameSource> {
    return this.#options.open(signal);
  }

  decode(data: unknown, event: string | undefined, unterminated?: true): JSONObject | typeof endMarker | null {
    // An iterated client hands over what it decoded.
    if (typeof data !== "string") return isObject(data) ? data : null;
    if (event === "ping") return null;
    let value: unknown;
    try {
      value = JSON.parse(data);
    } catch (cause) {
      const trimmed = data.trim();
      // Google sends no such mark, but gateways in front of it do.
      if (trimmed === "[DONE]") return endMarker;
      if (event === "error" && !unterminated) throw providerError(trimmed);
      if (trimmed === "") return null;
      throw new MalformedChunkError(
        `The stream holds an event that is no JSON: ${JSON.stringify(data.slice(0, 200))}. Read error.partial for what had arrived before it.`,
        { cause },
      );
    }
    if (event === "error") throw providerError(isObject(value) ? (value.error ?? value) : value);
    return isObject(value) ? value : null;
  }

  decodeBody(text: string, hint: string): JSONObject {
    return decodeResponse(text, hint);
  }

  read(raw: JSONObject): GoogleCallResponseChunk {
    this.state.add(raw);
    return new GoogleCallResponseChunk(raw);
  }

  empty(): GoogleCallResponseChunk {
    const { id, model } = this.state;
    const candidates = [{ content: { parts: [], role: "model" }, index: 0 }];
    return new GoogleCallResponseChunk({ candidates, modelVersion: model, responseId: id });
  }

  /** The provider has no end marker: the finish reason is what says that an answer is whole. */
  verdict(_marked: boolean): "complete" | "truncated" {
    const { state } = this;
    const isAccepted = this.#options.acceptMissingFinishReason && state.answered;
    return state.isFinished || isAccepted ? "complete" : "truncated";
  }

  received(slot: ToolSlot): ReceivedToolCall {
    const call = this.state.main.callOf(slot);
    if (!call) return { id: slot.id, name: slot.name, arguments: slot.arguments, raw: null };
    return { ...receivedCall(call.toPart()), arguments: call.arguments };
  }
}
