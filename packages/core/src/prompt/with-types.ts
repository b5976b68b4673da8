// The type of what `with` returns.
import type * as z from "zod/v4/core";

/**
 * Schemas of zod or zod-mini by name, said as loosely as zod says it itself: that spares the compiler a comparison of each
 * kind of schema with `$ZodType`.
 */
export type Shape = Readonly<Record<string, z.SomeType>>;
type Class = abstract new (...args: never[]) => object;
type Input<S extends Shape> = z.$InferObjectInput<S, {}>;
type Output<S extends Shape> = z.$InferObjectOutput<S, {}>;

declare const shapeOf: unique symbol;
declare const inputOf: unique symbol;
declare const rootOf: unique symbol;

type ShapeOf<Base> = Base extends { readonly [shapeOf]: infer S extends Shape } ? S : {};
type Flat<T> = T extends object ? { [K in keyof T]: T[K] } : T;
type Merge<A, B> = Flat<Omit<A, keyof B> & B> extends infer M extends Shape ? M : never;

/** What a field cannot be called: the members of the class that `with` is called on, but not the fields it already has. */
type Reserved<Base extends Class> =
  | Exclude<keyof InstanceType<Base>, keyof ShapeOf<Base>>
  | keyof ObjectConstructor["prototype"]
  | "__proto__";

/** To be intersected with the fields: `unknown`, or a property whose type says which name is taken. */
export type Clash<Base extends Class, S> = keyof S & Reserved<Base> extends never
  ? unknown
  : {
      [K in keyof S & Reserved<Base>]: `'${K & string}' is a member of the base class: choose another field name`;
    };

/** Nothing needs to be given when every field is optional. */
type FieldArgs<S extends Shape> = {} extends Input<S> ? [fields?: Input<S>] : [fields: Input<S>];

type Constructor<Base, Args extends unknown[], Instance> = Base extends new (...args: never[]) => unknown
  ? new (...args: Args) => Instance
  : abstract new (...args: Args) => Instance;

/**
 * A field that is defined again replaces the one above. Only then, because `Omit` makes properties of methods, which a
 * subclass could not override: those of the provider's class are put back as they were.
 */
type Above<Base extends Class, S> = [keyof S & keyof ShapeOf<Base>] extends [never]
  ? InstanceType<Base>
  : Omit<InstanceType<Base>, keyof S | keyof RootOf<Base> | typeof inputOf> & RootOf<Base>;

/** An instance of the class on which the first `with` of a chain was called. */
type RootOf<Base extends Class> = Base extends { readonly [rootOf]: infer Root } ? Root : InstanceType<Base>;

type Fields<S extends Shape, All extends Shape> = Readonly<Output<S>> & { readonly [inputOf]?: Input<All> };

/** A base class that takes the input of the fields `S` and of those above, and has their output. */
export type With<Base extends Class, S extends Shape, All extends Shape = Merge<ShapeOf<Base>, S>> = Constructor<
  Base,
  FieldArgs<All>,
  Above<Base, S> & Fields<S, All>
> &
  Omit<Base, "prototype" | typeof shapeOf | typeof rootOf> & {
    readonly [shapeOf]: All;
    readonly [rootOf]: RootOf<Base>;
  };

/** Some of the fields that a prompt was made from. */
export type Changes<Prompt> = typeof inputOf extends keyof Prompt
  ? Partial<NonNullable<Prompt[typeof inputOf]>>
  : Record<string, never>;
