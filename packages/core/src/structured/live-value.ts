import type { ResponseIssue } from "../errors.js";
import { copyJson } from "./copy-json.js";
import { JsonFinder } from "./find-json.js";
import { closedPartIssues } from "./closed-part.js";
import { getPart, hasPart, isContainer, type JsonPath, type JsonValue } from "./json-value.js";
import { wrapperKey } from "./provider-schema.js";
import type { ResponseModel } from "./response-model.js";

/** The value of one answer while it arrives, out of its wrapper. */
export class LiveValue {
  /** What is wrong with the parts that are closed. */
  readonly issues: ResponseIssue[] = [];
  readonly #model: ResponseModel;
  readonly #finder: JsonFinder;
  readonly #told = new Set<string>();
  /** Null until the first key tells. */
  #isWrapped: boolean | null;
  #given: JsonValue | undefined;

  /** `onClosed` is told each part as it closes, whose path may be changed afterwards. */
  constructor(model: ResponseModel, onClosed: (path: JsonPath, value: JsonValue) => void) {
    this.#model = model;
    this.#isWrapped = model.isWrapped ? null : false;
    this.#finder = new JsonFinder({
      ...model.search,
      onClosed: (path, value) => {
        const inner = this.#model.isWrapped && path[0] === wrapperKey ? path.slice(1) : path;
        this.#check(inner, value);
        onClosed(inner, value);
      },
    });
  }

  /** Returns whether what is shown has changed. */
  feed(text: string): boolean {
    if (text === "") return false;
    this.#finder.feed(text);
    return this.#finder.changed && this.value !== undefined;
  }

  /** Live: the same object each time, which grows. Undefined while nothing is known. */
  get value(): JsonValue | undefined {
    return this.#given ?? this.#inside(this.#finder.value);
  }

  /** Shows what was read elsewhere. Returns true: it has changed. */
  show(value: JsonValue): true {
    this.#given = value;
    return true;
  }

  snapshot(): JsonValue | undefined {
    return this.#given === undefined ? this.#inside(this.#finder.snapshot()) : copyJson(this.#given);
  }

  isDone(path: string | JsonPath): boolean {
    const steps = typeof path === "string" ? (path === "" ? [] : path.split(".")) : path;
    if (this.#given !== undefined) return reaches(this.#given, steps);
    return this.#finder.isDone(this.#isWrapped ? [wrapperKey, ...steps] : steps);
  }

  /** What is wrong with a part was mostly told before, by a part of it. */
  #check(path: JsonPath, value: JsonValue): void {
    if (!this.#model.zod) return;
    for (const issue of closedPartIssues(this.#model.zod, path, value)) {
      const key = `${JSON.stringify(issue.path)} ${issue.message}`;
      if (!this.#told.has(key)) this.issues.push(issue);
      this.#told.add(key);
    }
  }

  #inside(value: JsonValue | undefined): JsonValue | undefined {
    if (this.#isWrapped === false || typeof value !== "object" || value === null || Array.isArray(value)) return value;
    this.#isWrapped ??= isFirstKeyWrapper(value);
    if (this.#isWrapped === null) return undefined;
    return this.#isWrapped ? Reflect.get(value, wrapperKey) : value;
  }
}

/** Null for an object without keys. Asked once: it costs the size of the object. */
function isFirstKeyWrapper(value: object): boolean | null {
  const [first] = Object.keys(value);
  return first === undefined ? null : first === wrapperKey;
}

function reaches(value: JsonValue, path: JsonPath): boolean {
  let at: JsonValue | undefined = value;
  for (const key of path) {
    if (!isContainer(at) || !hasPart(at, key)) return false;
    at = getPart(at, key);
  }
  return true;
}
