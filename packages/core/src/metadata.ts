import "reflect-metadata";

// Taken at once: an old copy of reflect-metadata that is loaded later replaces the functions, and knows nothing of what was stored.
const { getMetadata, defineMetadata } = Reflect;

/**
 * One kind of metadata on classes and functions. This file alone knows `reflect-metadata`, which follows the class chain by itself and
 * is one registry for all copies of it that a program may have loaded.
 */
export interface MetadataKey<T> {
  /** The nearest value: the class's own, else that of a class above it. Never to be changed, because it may be inherited: copy it. */
  get(target: object): T | undefined;
  set(target: object, value: T): void;
}

/** Keys are per name, not per copy of this package: a class may be decorated by one copy and run by another. */
export function metadataKey<T>(name: string): MetadataKey<T> {
  const key = `zoetrope:${name}`;
  return {
    // `set` below is the only writer of this key.
    get: (target) => getMetadata(key, target) as T | undefined,
    set: (target, value) => defineMetadata(key, value, target),
  };
}

type Callable = (this: unknown, ...args: unknown[]) => unknown;

/** What a decorator was put on, whichever of the two kinds of decorators the compiler made. */
export type Decorated =
  | { readonly on: "function"; readonly value: Callable }
  | { readonly on: "class"; readonly value: abstract new (...args: never[]) => object }
  | {
      readonly on: "method";
      readonly name: string;
      readonly isStatic: boolean;
      readonly value: Callable;
      /** Legacy kind: where the replacement goes, and the prototype or class that it belongs to. */
      readonly descriptor: PropertyDescriptor | null;
      readonly owner: object | null;
      /** Standard kind: the replacement is what the decorator returns. */
      readonly context: ClassMethodDecoratorContext | null;
    }
  | { readonly on: "other"; readonly what: string };

/**
 * Reads the arguments of a decorator. Standard decorators get a context with a `kind`; legacy ones a target, a name and a descriptor.
 * Never told apart by the number of arguments: compilers pass more of them than they should.
 */
export function readDecorated(args: readonly unknown[]): Decorated {
  const [first, second, third] = args;
  if (isStandardContext(second)) return readStandard(first, second);
  if (typeof second === "string" || typeof second === "symbol") return readLegacyMember(first, String(second), third);
  if (isClass(first)) return { on: "class", value: first };
  if (isCallable(first)) return { on: "function", value: first };
  return { on: "other", what: first === null ? "null" : `a value of type ${typeof first}` };
}

function readStandard(value: unknown, context: DecoratorContext): Decorated {
  if (context.kind === "class" && isClass(value)) return { on: "class", value };
  const name = String(context.name);
  if (context.kind !== "method" || !isCallable(value)) return { on: "other", what: `the ${context.kind} "${name}"` };
  return { on: "method", name, isStatic: context.static, value, descriptor: null, owner: null, context };
}

function readLegacyMember(owner: unknown, name: string, descriptor: unknown): Decorated {
  if (!isDescriptor(descriptor)) return { on: "other", what: `the field "${name}"` };
  const { value } = descriptor;
  if (!isCallable(value) || !isObject(owner)) return { on: "other", what: `the accessor "${name}"` };
  return { on: "method", name, isStatic: typeof owner === "function", value, descriptor, owner, context: null };
}

/** The language makes `prototype` of a class read-only, and of no function. */
export function isClass(value: unknown): value is abstract new (...args: never[]) => object {
  return typeof value === "function" && Object.getOwnPropertyDescriptor(value, "prototype")?.writable === false;
}

function isCallable(value: unknown): value is Callable {
  return typeof value === "function";
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

function isStandardContext(value: unknown): value is DecoratorContext {
  return typeof value === "object" && value !== null && "kind" in value;
}

function isDescriptor(value: unknown): value is PropertyDescriptor {
  return typeof value === "object" && value !== null && ("value" in value || "get" in value || "set" in value);
}
