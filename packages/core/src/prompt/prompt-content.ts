import * as z from "zod/v4/core";
import { callMetadata } from "../call/call-description.js";
import { isPromptSource, type ClassParams } from "../call/prompt-source.js";
import { CallOptionsError } from "../errors.js";
import { isClass } from "../metadata.js";
import { canonicalText } from "../template/canonical-text.js";
import { templateMetadata } from "../template/template-metadata.js";
import { canonicalJSON, canonicalSchema } from "./canonical-json.js";
import { callParamsMetadata, fieldsMetadata } from "./class-metadata.js";

/**
 * All that a prompt declares of what is sent, as plain JSON with sorted keys. Its name is not in it, since minifiers change
 * names; nor are metadata, `stream`, clients and limits, since a model never sees them.
 */
export interface PromptContent {
  /** Without its indentation, and with LF for CRLF. Null where the text is code: a function's, or a `dynamicConfig()`. */
  readonly template: string | null;
  /** Lowest first. A decorated function's are under its provider's names; a class's as they were written. */
  readonly params: readonly ClassParams[];
  /** As they are sent. */
  readonly tools: readonly unknown[];
  /** JSON Schema of what the fields of a class take; null without fields. What JSON Schema cannot say is not in it. */
  readonly schema: unknown;
}

/**
 * What a prompt class, a decorated function or method, or a template declares; null for anything else. Nothing is run, so
 * that what code computes (a function's own text, the tools of a dynamic config, a `refine`) is not part of it.
 *
 * A `default` that a function computes counts with what it gives at that moment. Where that changes from run to run,
 * compute it in a getter instead.
 *
 * Throws `CallOptionsError` for params or tools that are no JSON.
 */
export function promptContent(target: unknown): PromptContent | null {
  if (typeof target !== "function") return null;
  const template = templateMetadata.get(target);
  const call = callMetadata.get(target)?.();
  const isPromptClass = isClass(target) && isPromptSource(target.prototype);
  if (template === undefined && call === undefined && !isPromptClass) return null;
  const layers = call ? [{ provider: call.provider, params: call.params }] : (callParamsMetadata.get(target) ?? []);
  const fields = fieldsMetadata.get(target);
  try {
    return {
      template: template === undefined ? null : canonicalText(template.source),
      params: merged(layers).map(({ provider, params }) => ({ provider, params: Object(canonicalJSON(params)) })),
      tools: (call?.tools ?? []).map(canonicalSchema),
      schema: fields === undefined ? null : canonicalSchema(schemaOf(fields)),
    };
  } catch (cause) {
    throw new CallOptionsError(
      `The prompt ${target.name || "(without a name)"} holds what is no JSON: ${String(cause)}`,
      {
        cause,
      },
    );
  }
}

/** Neighbours of one provider as one: that a subclass says again what its parent said changes nothing. */
function merged(layers: readonly ClassParams[]): readonly ClassParams[] {
  const result: ClassParams[] = [];
  for (const { provider, params } of layers) {
    const last = result.at(-1);
    if (last?.provider !== provider) result.push({ provider, params });
    else result[result.length - 1] = { provider, params: { ...last.params, ...params } };
  }
  return result;
}

function schemaOf(fields: z.$ZodType): object {
  // Fields may hold what has no JSON Schema, a Date or an instance of a class; they then count by their name alone.
  const { $schema: _dialect, ...schema } = z.toJSONSchema(fields, { io: "input", unrepresentable: "any" });
  return schema;
}
