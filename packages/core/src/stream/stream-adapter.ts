import type { FrameSource } from "./frame-source.js";
import type { StreamState } from "./stream-state.js";
import type { ReceivedToolCall } from "../tool/tool-set.js";
import type { ToolSlot } from "./tool-slot.js";

/** What `decode` returns for the frame after which the provider sends nothing more. */
export const endMarker: unique symbol = Symbol("end of stream");

/** All that a stream needs to know of a provider. One adapter serves one stream. */
export interface StreamAdapter<Raw, Chunk, State extends StreamState> {
  /** As it stands in errors. */
  readonly provider: string;
  /** What was gathered; `read` advances it. */
  readonly state: State;
  /** Sends the request. The signal ends it, headers or body; what this throws for a refused request is thrown as it is. */
  open(signal: AbortSignal): Promise<FrameSource>;
  /**
   * Understands one frame. Null: nothing in it for the reader. Throws `MalformedChunkError` when it cannot be understood. The body may
   * have torn a frame that is `unterminated`.
   */
  decode(data: unknown, event: string | undefined, unterminated?: true): Raw | typeof endMarker | null;
  /** Understands a body that held no event at all. Throws a `StreamError` that ends with the source's `hint` when it is no answer. */
  decodeBody(text: string, hint: string): Raw;
  /**
   * Takes one raw chunk into `state` and returns its wrapper. Called when the chunk is handed out, never ahead. Throws the error that
   * the chunk reports, if it is nothing but that; an error beside content is left in `state.fault`, and thrown after the chunk.
   */
  read(raw: Raw): Chunk;
  /** A chunk of nothing, to go with the second and further tools that one chunk completed. */
  empty(): Chunk;
  /** Whether the answer was whole, now that the body is over. `marked` tells whether the end marker came. */
  verdict(marked: boolean): "complete" | "truncated";
  /** A settled call, read. */
  received(slot: ToolSlot): ReceivedToolCall;
}
