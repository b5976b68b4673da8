import { createCall, createCallParams, ownProvider, type CallFactory, type Provider } from "@zoetrope/core";
import type { OpenAICallParams } from "../chat/call-params.js";
import { OpenAIPrompt, type callParams } from "../chat/prompt.js";
import type { OpenAITypes } from "../chat/types.js";
import { vendorProvider } from "./vendor-provider.js";
import { readVendor, type VendorOptions } from "./vendor.js";

/** What there is to call a vendor with. Its streams and responses are OpenAI's. */
export interface CompatibleVendor {
  /** Makes a call from a function: `openaiCall` for this vendor. */
  readonly call: CallFactory<OpenAITypes>;
  /** The base of prompt classes for this vendor: its `OpenAIPrompt`. */
  readonly Prompt: typeof OpenAIPrompt;
  /** Puts call params for this vendor on a prompt class. */
  readonly callParams: typeof callParams;
  /** For `llmCall`, and for whatever else takes any provider. */
  readonly provider: Provider<OpenAITypes>;
}

/**
 * Calls for a server that speaks OpenAI's chat completions.
 *
 * ```ts
 * const groq = openaiCompatible(vendors.groq);
 * const recommend = groq.call("llama-3.3-70b-versatile", { stream: true })((genre: string) => `Recommend a ${genre} book`);
 *
 * const own = openaiCompatible({ name: "own", baseURL: "http://localhost:8080/v1" });
 * ```
 *
 * `vendors` has what is known of several; whatever is said beside it counts: `{ ...vendors.groq, apiKey }`. Throws `CallOptionsError` for
 * options that make no sense, and calls throw it where the address or the key is missing.
 */
export function openaiCompatible(options: VendorOptions): CompatibleVendor {
  const provider = vendorProvider(readVendor(options));
  return {
    call: createCall(provider),
    Prompt: class VendorPrompt extends OpenAIPrompt {
      override get [ownProvider](): Provider<OpenAITypes> {
        return provider;
      }
    },
    callParams: createCallParams<OpenAICallParams>(provider.name),
    provider,
  };
}
