import type { Provider } from "../provider/provider.js";
import type { BaseCallResponseChunk } from "../response/base-call-response-chunk.js";
import type { FrameSource } from "../stream/frame-source.js";
import type { endMarker, StreamAdapter } from "../stream/stream-adapter.js";
import type { StreamState } from "../stream/stream-state.js";
import type { ToolSlot } from "../stream/tool-slot.js";
import type { ReceivedToolCall } from "../tool/tool-set.js";
import { CallResponseChunk } from "./call-response-chunk.js";
import { setOrigin } from "./stream-origin.js";

/** A provider's adapter whose chunks are neutral. The reader is the same, so that a chunk costs one object more, and no promise. */
export class NeutralAdapter implements StreamAdapter<unknown, CallResponseChunk, StreamState> {
  readonly provider: string;
  readonly state: StreamState;
  readonly #original: StreamAdapter<unknown, BaseCallResponseChunk, StreamState>;
  readonly #finishReason: () => string | null;

  constructor(
    provider: Provider,
    original: StreamAdapter<unknown, BaseCallResponseChunk, StreamState>,
    finishReason: (state: StreamState) => string | null,
  ) {
    this.provider = original.provider;
    this.state = original.state;
    this.#original = original;
    this.#finishReason = () => finishReason(this.state);
    setOrigin(this.state, { provider, adapter: original });
  }

  open(signal: AbortSignal): Promise<FrameSource> {
    return this.#original.open(signal);
  }

  decode(data: unknown, event: string | undefined, unterminated?: true): unknown | typeof endMarker | null {
    return this.#original.decode(data, event, unterminated);
  }

  decodeBody(text: string, hint: string): unknown {
    return this.#original.decodeBody(text, hint);
  }

  read(raw: unknown): CallResponseChunk {
    return new CallResponseChunk(this.#original.read(raw), this.provider, this.#finishReason);
  }

  empty(): CallResponseChunk {
    return new CallResponseChunk(this.#original.empty(), this.provider, this.#finishReason);
  }

  verdict(marked: boolean): "complete" | "truncated" {
    return this.#original.verdict(marked);
  }

  received(slot: ToolSlot): ReceivedToolCall {
    return this.#original.received(slot);
  }
}
