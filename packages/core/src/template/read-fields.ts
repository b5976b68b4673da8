import { MissingFieldError } from "../errors.js";
import { nearestName } from "./nearest-name.js";
import type { Placeholder } from "./parsed-template.js";
import { valueError } from "./value-error.js";

/**
 * The fields of one rendering. Own properties and declared getters can be read, and nothing else: no methods, nothing that
 * every object has. Each is read once, so that a getter which counts, or draws, gives one answer in all of a prompt.
 */
export class FieldReader {
  readonly #fields: object;
  readonly #roots: readonly object[];
  readonly #values = new Map<string, unknown>();

  /**
   * @param fields Where the names of the template are looked up; `self` is this object, unless it has a field of that name.
   * @param computedFields Looked up before `fields`.
   * @param label The name of the template in errors.
   */
  constructor(
    fields: object,
    computedFields: object,
    private readonly label: string,
  ) {
    this.#fields = fields;
    this.#roots = [computedFields, fields];
  }

  /** Undefined for the field of an object that is itself null or undefined: `{author.name}` without an author. */
  read(placeholder: Placeholder): unknown {
    const [first = "", ...rest] = placeholder.path;
    const isSelf = first === "self" && rest.length > 0 && !this.#roots.some((root) => isReadable(root, first));
    return this.#readPath(isSelf ? rest : placeholder.path, placeholder);
  }

  #readPath([first = "", ...rest]: readonly string[], placeholder: Placeholder): unknown {
    const root = this.#roots.find((candidate) => isReadable(candidate, first)) ?? this.#fields;
    let path = first;
    let value = this.#readName(root, first, path, placeholder);
    for (const name of rest) {
      if (value === null || value === undefined) return undefined;
      // A boxed string has its own `length`; a function has nothing that belongs into a prompt.
      const holder: object = typeof value === "function" ? {} : Object(value);
      path += `.${name}`;
      value = this.#readName(holder, name, path, placeholder);
    }
    return value;
  }

  #readName(holder: object, name: string, path: string, placeholder: Placeholder): unknown {
    if (this.#values.has(path)) return this.#values.get(path);
    if (!isReadable(holder, name)) throw this.#missing(holder, name, path, placeholder);
    const value = this.#get(holder, name, placeholder);
    this.#values.set(path, value);
    return value;
  }

  #get(holder: object, name: string, placeholder: Placeholder): unknown {
    try {
      return Reflect.get(holder, name);
    } catch (cause) {
      throw valueError(this.label, placeholder, `cannot be read: the getter '${name}' threw`, cause);
    }
  }

  #missing(holder: object, name: string, path: string, placeholder: Placeholder): MissingFieldError {
    const parent = path.slice(0, -name.length);
    const names = (parent === "" ? this.#roots : [holder]).flatMap(readableNames);
    const { raw, line, column } = placeholder;
    const owner = parent === "" ? "there is no field" : `'${parent.slice(0, -1)}' has no field`;
    const nearest = nearestName(name, names);
    let mend = nearest === null ? `The fields are: ${listed(names)}.` : `Did you mean {${parent}${nearest}}?`;
    if (isMethod(holder, name)) mend = `'${name}' is a method: write a getter, and name that.`;
    return new MissingFieldError(
      `${this.label} names ${raw} (line ${line}, column ${column}), but ${owner} '${name}'. ${mend} For literal text write {${raw}}.`,
    );
  }
}

function isMethod(holder: object, name: string): boolean {
  return !(name in Object.prototype) && typeof Reflect.get(holder, name) === "function";
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return "none";
  return names.slice(0, 12).join(", ") + (names.length > 12 ? ", …" : "");
}

const unreachable = new Set(["constructor", "__proto__"]);

function isReadable(holder: object, name: string): boolean {
  if (unreachable.has(name)) return false;
  if (Object.hasOwn(holder, name)) return true;
  for (const prototype of prototypesOf(holder)) {
    const property = Object.getOwnPropertyDescriptor(prototype, name);
    if (property !== undefined) return property.get !== undefined;
  }
  return false;
}

function readableNames(holder: object): readonly string[] {
  const all = [holder, ...prototypesOf(holder)].flatMap((object) => Object.getOwnPropertyNames(object));
  // Not the items of a list or a string: a path cannot name them.
  return [...new Set(all)].filter((name) => isReadable(holder, name) && !/^\d/.test(name));
}

/** Without Object's own, whose `__proto__` is a getter too. */
function* prototypesOf(holder: object): Generator<object> {
  let prototype: object | null = Object.getPrototypeOf(holder);
  while (prototype !== null && prototype !== Object.prototype) {
    yield prototype;
    prototype = Object.getPrototypeOf(prototype);
  }
}
