import * as z from "zod/v4/core";
import { CallOptionsError } from "../errors.js";
import { fieldPath } from "./field-path.js";
import type { JSONSchema } from "./tool-definition.js";

/** zod tells these as a string and as what they promise, but no JSON that a model writes can ever pass them. */
const impossible: Readonly<Record<string, string>> = {
  file: "Files cannot be represented in JSON Schema",
  promise: "Promises cannot be represented in JSON Schema",
};

const advice: Readonly<Record<string, string>> = {
  bigint: "use z.int(), or a string",
  custom: "describe the data with a schema, and z.transform() it",
  date: "use z.iso.datetime(), or a z.codec() from it to a Date",
  file: "use z.url(), or z.base64()",
  map: "use z.record(), or an array of pairs",
  set: "use z.array()",
  undefined: "use .optional()",
};

/**
 * The JSON Schema of what a zod schema takes: its input side, so a field with a default is not required, and before transforms.
 * Throws `CallOptionsError` for what JSON Schema cannot express, with the path of every such field. `subject` opens the message.
 */
export function inputSchema(schema: z.$ZodType, subject: string): JSONSchema {
  const problems: string[] = [];
  const note = (zodSchema: z.$ZodType, path: readonly (string | number)[], message: string): void => {
    const { type } = zodSchema._zod.def;
    const hint = advice[type];
    problems.push(`${fieldPath(path) || "the whole"}: ${message}${hint === undefined ? "" : ` (${hint})`}`);
  };
  let told: JSONSchema | undefined;
  let cause: unknown;
  try {
    told = z.toJSONSchema(schema, {
      io: "input",
      override: ({ zodSchema, path }) => {
        const message = impossible[zodSchema._zod.def.type];
        if (message !== undefined) note(zodSchema, path, message);
      },
    });
  } catch (error) {
    cause = error;
    // Its error does not say where. A second run does; not the only one, because a zod that is too old to know such a handler takes
    // it for "any", and would leave the fields out in silence.
    const unrepresentable = ({ zodSchema, path, message }: Unrepresentable): "any" => {
      note(zodSchema, path, message);
      return "any";
    };
    tryAgain(() => z.toJSONSchema(schema, { io: "input", unrepresentable }));
  }
  if (told && problems.length === 0) return atRoot(told);
  const found = problems.length > 0 ? problems.join("; ") : cause instanceof Error ? cause.message : String(cause);
  throw new CallOptionsError(`${subject} cannot be told to a model as JSON Schema: ${found}.`, { cause });
}

interface Unrepresentable {
  readonly zodSchema: z.$ZodType;
  readonly path: (string | number)[];
  readonly message: string;
}

/** For what it notes; that it may throw is known, and the first error is the one that is told. */
function tryAgain(convert: () => unknown): void {
  try {
    convert();
  } catch {
    // The first run's error is thrown by the caller.
  }
}

/** Providers ask for an object at the root, and zod puts a reference there when the schema has an `id` in its metadata. */
function atRoot({ $schema, ...root }: JSONSchema): JSONSchema {
  const { $ref, ...rest } = root;
  if (typeof $ref !== "string" || !$ref.startsWith("#/$defs/")) return root;
  const target: unknown = Object(rest.$defs)[$ref.slice("#/$defs/".length).replaceAll("~1", "/").replaceAll("~0", "~")];
  return { ...Object(target), ...rest };
}
