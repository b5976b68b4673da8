import type { ProviderResponse, SentParams } from "../provider/provider-types.js";
import type { ResponseContext } from "../response/base-call-response.js";
import type { StreamState } from "../stream/stream-state.js";
import { originOf } from "./stream-origin.js";

/**
 * The provider's own response of what was gathered. The provider's stream makes it, which alone knows how; it is never read, and is told
 * what the stream that is read knows.
 */
export function originalResponse(
  state: StreamState,
  { record, attempts = [], ...context }: ResponseContext<unknown, object, SentParams>,
): ProviderResponse {
  const { provider, adapter } = originOf(state);
  const stream = provider.stream({ adapter, record: () => record, createTool: (call) => call });
  for (const [name, value] of Object.entries({ ...context, attempts })) Object.defineProperty(stream, name, { value });
  return stream.constructCallResponse({ partial: true });
}
