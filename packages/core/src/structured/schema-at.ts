import type * as z from "zod/v4/core";
import type { JsonPath } from "./json-value.js";

/**
 * The schema of the part at a path; null where the schema does not say it for sure: behind a union the part may belong to either side,
 * and `catch` makes a failure right again. Costs the length of the path.
 */
export function schemaAt(root: z.$ZodType, path: JsonPath): z.$ZodType | null {
  let at: z.$ZodType | null = root;
  for (const key of path) {
    at = at && partOf(at, key);
    if (at === null) return null;
  }
  return at;
}

/** What a transformed value is made of. */
export function inputSide(schema: z.$ZodType): z.$ZodType {
  const { def } = known(schema)._zod;
  return def.type === "pipe" ? inputSide(def.in) : schema;
}

/** The schema of an array's elements. Null for what is no array, and for one that is transformed: its elements are not the result's. */
export function elementSchema(array: z.$ZodType): z.$ZodType | null {
  const inner = unwrapped(array, { throughPipes: false });
  return inner?._zod.def.type === "array" ? inner._zod.def.element : null;
}

/** Whether parsing would run code of a user that makes values: that is for the end, where the values are handed out. */
export function hasTransform(schema: z.$ZodType): boolean {
  const known = answers.get(schema);
  if (known !== undefined) return known;
  // A set grows while it is looped over: so does the loop.
  const parts = new Set([schema]);
  for (const part of parts) for (const inner of partsOf(part)) parts.add(inner);
  const found = [...parts].some((part) => transforming.has(part._zod.def.type));
  answers.set(schema, found);
  return found;
}

const answers = new WeakMap<z.$ZodType, boolean>();
const transforming: ReadonlySet<string> = new Set(["transform", "pipe", "catch", "promise"]);

function partsOf(schema: z.$ZodType): readonly z.$ZodType[] {
  const { def } = known(schema)._zod;
  switch (def.type) {
    case "object":
      return Object.values(def.shape);
    case "array":
      return [def.element];
    case "tuple":
      return [...def.items, ...(def.rest ? [def.rest] : [])];
    case "record":
      return [def.keyType, def.valueType];
    case "union":
      return def.options;
    case "intersection":
      return [def.left, def.right];
    case "optional":
    case "nullable":
    case "default":
    case "prefault":
    case "nonoptional":
    case "readonly":
      return [def.innerType];
    case "lazy":
      return [def.getter()];
    default:
      return [];
  }
}

function partOf(schema: z.$ZodType, key: string | number): z.$ZodType | null {
  const inner = unwrapped(schema, { throughPipes: true });
  if (inner === null) return null;
  const { def } = inner._zod;
  switch (def.type) {
    case "object":
      return Object.hasOwn(def.shape, key) ? (def.shape[key] ?? null) : (def.catchall ?? null);
    case "array":
      return def.element;
    case "tuple":
      return def.items[Number(key)] ?? def.rest;
    case "record":
      return def.valueType;
    default:
      return null;
  }
}

function unwrapped(schema: z.$ZodType, { throughPipes }: { readonly throughPipes: boolean }): z.$ZodTypes | null {
  let at = known(schema);
  for (;;) {
    const { def } = at._zod;
    switch (def.type) {
      case "optional":
      case "nullable":
      case "default":
      case "prefault":
      case "nonoptional":
      case "readonly":
        at = known(def.innerType);
        break;
      case "lazy":
        at = known(def.getter());
        break;
      case "pipe":
        if (!throughPipes) return null;
        at = known(def.in);
        break;
      case "catch":
      case "transform":
        return null;
      default:
        return at;
    }
  }
}

/** zod's own way from the base of all schemas to the union that `switch` can tell apart. */
function known(schema: z.$ZodType): z.$ZodTypes {
  return schema as z.$ZodTypes;
}
