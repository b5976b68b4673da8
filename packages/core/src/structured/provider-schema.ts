import { CallOptionsError } from "../errors.js";
import type { JSONSchema } from "../tool/tool-definition.js";

/** The key of a value that is no object: providers want an object at the root. */
export const wrapperKey = "value";

/** What the provider is told. */
export interface ProviderSchema {
  /** An object at its root. */
  readonly schema: JSONSchema;
  /** The value stands under `wrapperKey`. */
  readonly isWrapped: boolean;
}

/** Makes a JSON Schema one of an object. Throws `CallOptionsError` for the schema of nothing, which no answer can fit. */
export function providerSchema(told: JSONSchema): ProviderSchema {
  if (isNothing(told)) {
    throw new CallOptionsError("The responseModel accepts no value (z.never()), so no answer could ever fit it.");
  }
  if (told.type === "object") return { schema: told, isWrapped: false };
  const { $defs, definitions, ...root } = told;
  const text = JSON.stringify(root);
  // A reference to the root would now mean the wrapper.
  const isRecursive = JSON.stringify(told).includes(rootReference);
  const value: unknown = isRecursive ? { $ref: `#/$defs/${wrapperKey}Root` } : JSON.parse(text);
  // References into either start at the root.
  const older: unknown = isRecursive && definitions !== undefined ? moved(Object(definitions)) : definitions;
  const defs: unknown = isRecursive ? moved({ ...Object($defs), [`${wrapperKey}Root`]: root }) : $defs;
  return {
    schema: {
      type: "object",
      properties: { [wrapperKey]: value },
      required: [wrapperKey],
      additionalProperties: false,
      ...(defs === undefined ? {} : { $defs: defs }),
      ...(older === undefined ? {} : { definitions: older }),
    },
    isWrapped: true,
  };
}

const rootReference = '"$ref":"#"';

function moved(schemas: JSONSchema): unknown {
  return JSON.parse(JSON.stringify(schemas).replaceAll(rootReference, `"$ref":"#/$defs/${wrapperKey}Root"`));
}

function isNothing({ not }: JSONSchema): boolean {
  return typeof not === "object" && not !== null && Object.keys(not).length === 0;
}
