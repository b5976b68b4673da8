import type { CallSettings } from "../context/call-context.js";
import { CallOptionsError } from "../errors.js";
import { copyCallParams, type LlmCallParams } from "./call-params.js";

/** What `override` and `withContext` may say of calls. */
export interface LlmSettings extends CallSettings {
  /**
   * With its provider: `"anthropic:claude-…"`. Without one, the call's own provider stays. Where the provider changes, the call's client,
   * key and base URL stay behind, and so do params that the new one does not have.
   */
  readonly model?: string;
  /** Over those of the call. */
  readonly callParams?: LlmCallParams;
}

/** A copy, so that no change of the caller's is seen later. Throws `CallOptionsError` for what makes no sense. */
export function checkSettings(given: unknown, where: string): LlmSettings {
  const { model, callParams, ...others }: { model?: unknown; callParams?: unknown } = Object(given);
  const [other] = Object.keys(others);
  if (other !== undefined || typeof given !== "object" || given === null) {
    throw new CallOptionsError(
      `${where} takes { model, callParams }${other === undefined ? "" : `, and "${other}" is neither`}.`,
    );
  }
  if (model !== undefined && (typeof model !== "string" || model.trim() === "")) {
    throw new CallOptionsError(`${where}: model is ${JSON.stringify(model)}. Name one, as in "openai:gpt-4o-mini".`);
  }
  const params = copyCallParams(callParams, `callParams of ${where}`);
  const said = model ?? params.model;
  return { ...(said !== undefined && { model: said }), callParams: params };
}
