// What the compiler knows of a template: which fields it names, and what each must be. The brace grammar is that of
// `scan-placeholders.ts`; the table of cases holds the two together.
//
// Everything here is written for the compiler's limits: one tail call for each brace (a thousand are allowed), unions and
// not tuples to gather in, no loop over characters or lines.
import type { ManyBraces, NotInOptions, NotInPath, NotInSpec, SpliceHead } from "./template-characters.js";
import type { SpecTypes } from "./spec-types.js";

declare const problem: unique symbol;

/** Stands where a type should be, is assignable from nothing, and says why. */
export interface Problem<Message extends string> {
  readonly [problem]: Message;
}

/**
 * The placeholders of a template as a union of `[path, type of the value, body as written]`. Its first line gets a line end
 * before it, so that `MESSAGES:` needs one question only.
 */
export type TemplateEntries<Text extends string> = Scan<`\n${Text}`>;

type Scan<Text extends string, Found = never> = Text extends `${infer Before}{${infer Rest}`
  ? Rest extends `{${infer More}`
    ? ScanRun<More, "{{", Found>
    : Rest extends `${infer Body}}${infer After}`
      ? IsBody<Body> extends true
        ? Scan<After, Found | EntryOf<Body, Before>>
        : Scan<Rest, Found>
      : Found
  : Found;

/** After two braces or more: the value is inserted where the smaller of the two runs is odd. */
type ScanRun<Text extends string, Run extends string, Found> = Text extends `{${infer More}`
  ? ScanRun<More, `${Run}{`, Found>
  : Text extends `${infer Body}}${infer After}`
    ? IsBody<Body> extends true
      ? SmallerIsOdd<Run, `}${After}`> extends true
        ? Scan<After, Found | EntryOf<Body, "">>
        : Scan<After, Found>
      : Scan<Text, Found>
    : Found;

type SmallerIsOdd<Open extends string, Close extends string, Odd = false> = Open extends `{${infer O}`
  ? Close extends `}${infer C}`
    ? SmallerIsOdd<O, C, Odd extends true ? false : true>
    : Odd
  : Odd;

// ---- the body of a placeholder: path, path:spec, path:spec(options) or :spec

type IsBody<Body extends string> = Body extends `:${infer Spec}`
  ? IsSpec<Spec>
  : Body extends `${infer Path}:${infer Spec}`
    ? IsPath<Path> extends true
      ? IsSpec<Spec>
      : false
    : IsPath<Body>;

type IsPath<Path extends string> = Path extends "" | NotInPath ? false : true;

type IsSpec<Spec extends string> = Spec extends `${infer Name}(${infer Options})`
  ? Options extends NotInOptions
    ? false
    : IsSpecName<Name>
  : IsSpecName<Spec>;

type IsSpecName<Name extends string> = Name extends "" | NotInSpec ? false : true;

type EntryOf<Body extends string, Before extends string> = Body extends `:${string}`
  ? never
  : Body extends `${infer Path}:${infer Spec}`
    ? [Path, ValueOfSpec<Spec extends `${infer Name}(${string}` ? Name : Spec>, Body]
    : [Body, Before extends SpliceHead ? readonly object[] : unknown, Body];

type ValueOfSpec<Name extends string> = Name extends keyof SpecTypes
  ? SpecTypes[Name]
  : Problem<`unknown format spec :${Name}`>;

// ---- the arguments of a template

type IntersectionOf<U> = (U extends unknown ? (x: U) => void : never) extends (x: infer I) => void ? I : never;
type Flat<T> = T extends object ? { [K in keyof T]: T[K] } : T;
type Nest<Path extends string, Value> = Path extends `${infer Head}.${infer Rest}`
  ? { [K in Head]: Nest<Rest, Value> }
  : { [K in Path]: Value };

/** The object type that has a union of entries as its fields. */
export type ArgsOfEntries<Entry> = [Entry] extends [never]
  ? {}
  : Flat<IntersectionOf<Entry extends [infer Path extends string, infer Value, unknown] ? Nest<Path, Value> : never>>;

/**
 * True for a template that is checked at run time only: one whose text the compiler does not know, or one of more than
 * about a thousand braces, for which it would give up (TS2589).
 */
export type IsUnchecked<Text extends string> =
  {} extends Record<Text, unknown> ? true : Text extends ManyBraces ? true : false;

/** The fields that a template names, nested by their dots: `{author.name}` is `{ author: { name: unknown } }`. */
export type TemplateArgs<Text extends string> =
  IsUnchecked<Text> extends true ? Record<string, unknown> : ArgsOfEntries<TemplateEntries<Text>>;

/** The parameters of a template that is called: none are needed when it names no field. */
export type TemplateCall<Text extends string> =
  {} extends TemplateArgs<Text> ? [args?: TemplateArgs<Text>] : [args: TemplateArgs<Text>];
