import type { Provider } from "../provider/provider.js";
import type { BaseCallResponseChunk } from "../response/base-call-response-chunk.js";
import type { StreamAdapter } from "../stream/stream-adapter.js";
import type { StreamState } from "../stream/stream-state.js";

/** Whose answer a stream is, at the moment: a fallback may have taken over, and then it is another provider's. */
export interface StreamOrigin {
  readonly provider: Provider;
  /** The provider's own. */
  readonly adapter: StreamAdapter<unknown, BaseCallResponseChunk, StreamState>;
}

/** By what is gathered: a stream always has that of its current attempt. */
const origins = new WeakMap<StreamState, StreamOrigin>();

export function setOrigin(state: StreamState, origin: StreamOrigin): void {
  origins.set(state, origin);
}

export function originOf(state: StreamState): StreamOrigin {
  const origin = origins.get(state);
  if (origin) return origin;
  throw new TypeError("This stream was not made by llmCall.");
}
