import { toDotPath } from "zod/v4/core";
import { CallOptionsError, ToolArgumentsError } from "../errors.js";
import { objectSchema } from "../fields/object-schema.js";
import { isStandard, readSchema, type ReadableSchema } from "./read-schema.js";
import { reservedNameProblem } from "./reserved-names.js";
import type { StandardIssue, StandardSchema } from "./standard-schema.js";
import type { JSONSchema } from "./tool-definition.js";
import type { PairedSchema, ToolParameters } from "./tool-parameters.js";

/** The parameters of a tool, whatever they were given as. */
export interface ParametersSchema {
  /** What the model is told. Throws `CallOptionsError`, which names the tool and the field, where that is impossible. */
  jsonSchema(tool: string): JSONSchema;
  /** Throws `ToolArgumentsError`, with the path of each problem. */
  validate(args: unknown, tool: string): unknown;
}

export function parametersSchema(parameters: ToolParameters): ParametersSchema {
  const { schema, convert } = read(parameters);
  let told: JSONSchema | undefined;
  return {
    // Once: it is asked for at each call of the tool, too.
    jsonSchema: (tool) => (told ??= checked(convert(`The tool "${tool}"`), tool)),
    validate: (args, tool) => validate(schema, args, tool),
  };
}

function read(parameters: ToolParameters): ReadableSchema {
  if (isStandard(parameters) || isPaired(parameters)) return readSchema(parameters);
  const problem = reservedNameProblem(Object.keys(parameters));
  if (problem !== undefined) throw new CallOptionsError(problem);
  return readSchema(objectSchema(parameters));
}

/** Not by the names alone: a tool may have fields called `schema` and `jsonSchema`. */
function isPaired(parameters: ToolParameters): parameters is PairedSchema {
  return "jsonSchema" in parameters && isStandard(parameters.schema) && !isStandard(parameters.jsonSchema);
}

function checked(schema: JSONSchema, tool: string): JSONSchema {
  const problem = reservedNameProblem(Object.keys(Object(schema.properties)));
  if (problem !== undefined) throw new CallOptionsError(`The tool "${tool}": ${problem}`);
  if (schema.type === "object") return schema;
  throw new CallOptionsError(
    `The parameters of the tool "${tool}" are no object (their JSON Schema has the type ${JSON.stringify(schema.type)}). A model sends arguments by name: use z.object({ … }).`,
  );
}

function validate(schema: StandardSchema, args: unknown, tool: string): unknown {
  const result = schema["~standard"].validate(args);
  if ("then" in result) {
    // Nobody will look at it, and a rejection that nobody looks at ends the process.
    result.then(undefined, () => undefined);
    throw new CallOptionsError(
      `The schema of the tool "${tool}" validates asynchronously, and a tool is made at once. Move what is awaited into its call().`,
    );
  }
  if (!result.issues) return result.value;
  throw new ToolArgumentsError(
    `The arguments of the tool "${tool}" do not fit its schema: ${result.issues.map(describe).join("; ")}`,
    { cause: result.issues },
  );
}

function describe({ path = [], message }: StandardIssue): string {
  return path.length === 0 ? message : `${toDotPath(path)}: ${message}`;
}
