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
import { rawToolCall } from "./build-response.js";
import { AnthropicCallResponseChunk } from "./call-response-chunk.js";
import { decodeMessage } from "./decode-message.js";
import { EndedSource } from "./ended-source.js";
import { providerError } from "./provider-error.js";
import { MessageState } from "./stream-state.js";

/**
 * What a stream needs to know of Anthropic's messages. An answer is complete when its stop reason came, or `message_stop` after some
 * content; `message_stop` ends the stream without waiting for the connection.
 */
export class MessagesAdapter implements StreamAdapter<JSONObject, AnthropicCallResponseChunk, MessageState> {
  readonly provider = "anthropic";
  readonly state: MessageState;
  readonly #options: AdapterOptions;

  constructor(options: AdapterOptions) {
    this.#options = options;
    this.state = new MessageState(options.limits);
  }

  async open(signal: AbortSignal): Promise<FrameSource> {
    return new EndedSource(await this.#options.open(signal), () => this.state.over);
  }

  decode(data: unknown, event: string | undefined, unterminated?: true): JSONObject | typeof endMarker | null {
    if (this.state.over) return endMarker;
    if (event === "ping") return null;
    // An iterated client hands over what it decoded.
    if (typeof data !== "string") return check(data, event);
    try {
      return check(JSON.parse(data), event);
    } catch (cause) {
      if (!(cause instanceof SyntaxError)) throw cause;
      const trimmed = data.trim();
      if (event === "error" && !unterminated) throw providerError(trimmed);
      if (trimmed === "") return null;
      // Servers that speak several wires end each of them so.
      if (trimmed === "[DONE]") return endMarker;
      throw new MalformedChunkError(
        `The stream holds an event that is no JSON: ${JSON.stringify(data.slice(0, 200))}. Read error.partial for what had arrived before it.`,
        { cause },
      );
    }
  }

  decodeBody(text: string, hint: string): JSONObject {
    return { ...decodeMessage(text, hint), type: "message" };
  }

  read(raw: JSONObject): AnthropicCallResponseChunk {
    this.state.add(raw);
    return this.#wrap(raw);
  }

  empty(): AnthropicCallResponseChunk {
    return this.#wrap({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "" } });
  }

  verdict(marked: boolean): "complete" | "truncated" {
    const { isFinished, answered } = this.state;
    const said = marked || this.#options.acceptMissingFinishReason;
    return isFinished || (answered && said) ? "complete" : "truncated";
  }

  received(slot: ToolSlot): ReceivedToolCall {
    return { id: slot.id, name: slot.name, arguments: slot.arguments, raw: rawToolCall(this.state, slot) };
  }

  #wrap(raw: JSONObject): AnthropicCallResponseChunk {
    const { id, model } = this.state;
    return new AnthropicCallResponseChunk(raw, { id, model });
  }
}

/** Throws the error that an event reports. Null: nothing in it for the reader. */
function check(value: unknown, event: string | undefined): JSONObject | null {
  if (!isObject(value)) {
    if (event === "error") throw providerError(value);
    return null;
  }
  const isError = event === "error" || value.type === "error" || (value.type === undefined && Boolean(value.error));
  if (isError) throw providerError(value.error ?? value);
  return value.type === "ping" ? null : value;
}
