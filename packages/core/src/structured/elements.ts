import type * as z from "zod/v4/core";
import { CallOptionsError } from "../errors.js";
import { readSchema } from "../tool/read-schema.js";
import { withoutAbsentNulls } from "./closed-part.js";
import type { JsonPath, JsonValue } from "./json-value.js";
import { elementSchema, schemaAt } from "./schema-at.js";

/** The elements of one array of the value, as they close. */
export class Elements {
  readonly #path: readonly string[];
  readonly #schema: z.$ZodType;
  #closed: JsonValue[] = [];
  #next = 0;

  /** Throws `CallOptionsError` where the schema does not say what the elements at that path are. */
  constructor(root: z.$ZodType | null, path: string) {
    this.#path = path === "" ? [] : path.split(".");
    const array = root && schemaAt(root, this.#path);
    const element = array && elementSchema(array);
    if (!element) {
      const where = path === "" ? "at the root" : `at "${path}"`;
      throw new CallOptionsError(
        `elements() needs an array ${where} of the responseModel: a z.array() that is not transformed, on a way without unions.`,
      );
    }
    this.#schema = element;
  }

  /** One has closed that was not asked for yet. */
  get isDue(): boolean {
    return this.#next < this.#closed.length;
  }

  /** A new answer begins: what the last one left is not of it. */
  clear(): void {
    this.#closed = [];
    this.#next = 0;
  }

  add(path: JsonPath, value: JsonValue): void {
    // An object in the place of the array has keys, and no elements.
    if (path.length !== this.#path.length + 1 || typeof path.at(-1) !== "number") return;
    if (this.#path.every((key, at) => key === String(path[at]))) this.#closed.push(value);
  }

  /** The next element that fits; what does not is told at the end, with all else that is wrong. */
  async next(): Promise<{ readonly value: unknown } | null> {
    while (this.isDue) {
      // Not shift(), which moves all that follow: one chunk may bring thousands.
      const input = this.#closed[this.#next++]!;
      if (!this.isDue) this.clear();
      const { schema } = readSchema(this.#schema);
      const result = await schema["~standard"].validate(withoutAbsentNulls(this.#schema, input));
      if (!result.issues) return { value: result.value };
    }
    return null;
  }
}
