import * as z from "zod/v4/core";
import { CallOptionsError, type ResponseIssue } from "../errors.js";
import { dropAbsentNulls } from "../tool/absent-nulls.js";
import { readSchema, type ReadableSchema } from "../tool/read-schema.js";
import type { StandardIssue, StandardSchema } from "../tool/standard-schema.js";
import type { JSONSchema } from "../tool/tool-definition.js";
import { findJson, type FindJsonOptions } from "./find-json.js";
import { IncrementalJson } from "./incremental-json.js";
import { isContainer, type JsonValue } from "./json-value.js";
import { providerSchema, wrapperKey, type ProviderSchema } from "./provider-schema.js";
import type { ResponseSchema } from "./response-schema.js";

/** What came of reading an answer: a value, or why there is none. */
export type Reading =
  | { readonly value: unknown; /** Before validation. */ readonly input: JsonValue; readonly issues?: undefined }
  | { readonly issues: readonly ResponseIssue[] };

export interface ResponseModelOptions {
  /** Go without a JSON Schema where there can be none, instead of throwing. */
  readonly isSchemaOptional?: boolean;
}

/** The schema of a call's answer: what the provider is told of it, and how an answer becomes a value. */
export class ResponseModel {
  /** Null where the schema has no JSON Schema. */
  readonly told: ProviderSchema | null;
  /** Null for a schema of another library than zod. */
  readonly zod: z.$ZodType | null;
  readonly #schema: StandardSchema;
  readonly #jsonSchema: JSONSchema | null;

  /** Throws `CallOptionsError`, with the path, for what JSON Schema cannot express. */
  constructor(given: ResponseSchema, { isSchemaOptional = false }: ResponseModelOptions = {}) {
    const source = readSchema(given);
    this.#schema = source.schema;
    this.zod = source.zod;
    this.#jsonSchema = jsonSchemaOf(source, isSchemaOptional);
    this.told = this.#jsonSchema && providerSchema(this.#jsonSchema);
  }

  /** What the provider may call the answer: the schema's own title, else its id, if providers take it as a name; else `"response"`. */
  get name(): string {
    // zod's JSON Schema has a reference in the place of the id.
    const { title, id = this.zod && z.globalRegistry.get(this.zod)?.id } = this.#jsonSchema ?? {};
    const isName = (value: unknown): value is string => typeof value === "string" && /^[\w-]{1,64}$/.test(value);
    return [title, id].find(isName) ?? "response";
  }

  get description(): string | undefined {
    const description = this.#jsonSchema?.description;
    return typeof description === "string" ? description : undefined;
  }

  /** Whether an answer that keeps to what the provider was told has the value under `wrapperKey`. It may come bare all the same. */
  get isWrapped(): boolean {
    return this.told ? this.told.isWrapped : this.zod?._zod.def.type !== "object";
  }

  /** Where in an answer to look for JSON. */
  get search(): FindJsonOptions {
    if (!this.isWrapped) return { kinds: ["object"] };
    const { type } = this.#jsonSchema ?? {};
    if (type === "array") return { kinds: ["object", "array"] };
    return { kinds: typeof type === "string" ? ["object", "primitive"] : ["object", "array", "primitive"] };
  }

  /** Makes a value of an answer. A value that is no object may come wrapped, bare, or as a text that is no JSON at all. */
  async read(text: string): Promise<Reading> {
    if (text.trim() === "") return { issues: [{ path: [], message: "The answer is empty." }] };
    const { value, error, start } = findJson(text, this.search);
    const found = value === undefined || error ? [] : this.#unwrapped(value);
    const isText = this.isWrapped && wrapped(value) === undefined;
    const texts = isText ? new Set([text, text.trim()]) : [];
    const isProse = !isContainer(value) && start !== null && !isJsonLine(text.slice(start));
    const candidates = isProse ? [...texts, ...found] : [...found, ...texts];
    let first: Reading | null =
      error && error.kind !== "missing" ? { issues: [{ path: error.path, message: error.message }] } : null;
    for (const input of candidates) {
      const reading = await this.#validate(input);
      if (!reading.issues) return reading;
      first ??= reading;
    }
    return first ?? { issues: [{ path: [], message: error?.message ?? "There is no JSON in the answer." }] };
  }

  /** The value without the nulls that stand for absent fields. */
  withoutAbsentNulls(value: unknown): unknown {
    return this.#jsonSchema ? dropAbsentNulls(this.#jsonSchema, value) : value;
  }

  async #validate(input: JsonValue): Promise<Reading> {
    const result = await this.#schema["~standard"].validate(this.withoutAbsentNulls(input));
    return result.issues ? { issues: result.issues.map(plainIssue) } : { value: result.value, input };
  }

  /** What could be meant, the likelier first: the value of a union may itself have a field of the wrapper's name. */
  #unwrapped(found: JsonValue): readonly JsonValue[] {
    const inside = this.isWrapped ? wrapped(found) : undefined;
    return inside === undefined ? [found] : [inside, found];
  }
}

function wrapped(found: JsonValue | undefined): JsonValue | undefined {
  const isObject = typeof found === "object" && found !== null && !Array.isArray(found);
  return isObject && Object.hasOwn(found, wrapperKey) ? Reflect.get(found, wrapperKey) : undefined;
}

/** Whether the value that begins a text has its line for itself: `3 days` begins like a number, and is text. */
function isJsonLine(text: string): boolean {
  const json = new IncrementalJson();
  json.feed(text.split("\n", 1)[0] ?? "");
  return json.error === null;
}

function plainIssue({ path = [], message }: StandardIssue): ResponseIssue {
  return { path: path.map((step) => (typeof step === "object" ? step.key : step)), message };
}

function jsonSchemaOf(source: ReadableSchema, isOptional: boolean): JSONSchema | null {
  try {
    return source.convert("The responseModel");
  } catch (error) {
    if (isOptional && CallOptionsError.isInstance(error)) return null;
    throw error;
  }
}
