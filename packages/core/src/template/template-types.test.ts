import { describe, expectTypeOf, it } from "vitest";
import type { MediaInput } from "../messages/media-source.js";
import type { ImagePart } from "../messages/message.js";
import type { refusedCases, renderedCases } from "./__fixtures__/template-cases.js";
import type { CheckTemplate } from "./template-check.js";
import type { Problem, TemplateArgs, TemplateCall } from "./template-types.js";

type Row = (typeof renderedCases)[number] | (typeof refusedCases)[number];

type PathOf<Placeholder> = Placeholder extends `:${string}`
  ? never
  : Placeholder extends `${infer Path}:${string}`
    ? Path
    : Placeholder;

/** The keys of a template's arguments, nested ones with dots. All that a spec or a history asks for is null or a list. */
type DottedKeys<Args> = {
  [K in keyof Args & string]: IsNested<Args[K]> extends true ? `${K}.${DottedKeys<Args[K]>}` : K;
}[keyof Args & string];
type IsNested<Value> = unknown extends Value
  ? false
  : null extends Value
    ? false
    : Value extends readonly unknown[] | Problem<string>
      ? false
      : true;

type Same<A, B> = [A, B] extends [B, A] ? true : false;

/** The texts of the rows of which the compiler sees other fields than the table says. */
type Disagreement<R> = R extends { text: infer Text extends string; placeholders: readonly (infer P)[] }
  ? Same<DottedKeys<TemplateArgs<Text>>, PathOf<P>> extends true
    ? never
    : Text
  : never;

describe("TemplateArgs", () => {
  it("sees in each row of the table the fields that the parser sees", () => {
    expectTypeOf<Disagreement<Row>>().toEqualTypeOf<never>();
    // The comparison itself finds a difference.
    expectTypeOf<
      Disagreement<{ text: "{a} {b.c}"; placeholders: readonly ["a", "b.d"] }>
    >().toEqualTypeOf<"{a} {b.c}">();
  });

  it("asks of a field what its format spec takes", () => {
    expectTypeOf<TemplateArgs<"{a} {b:list} {c:image(detail=low)} {d:json}">>().toEqualTypeOf<{
      a: unknown;
      b: readonly unknown[] | null | undefined;
      c: MediaInput | ImagePart | null | undefined;
      d: unknown;
    }>();
    expectTypeOf<TemplateArgs<"{a:lst}">["a"]>().toEqualTypeOf<Problem<"unknown format spec :lst">>();
  });

  it("asks for a list after MESSAGES: at the start of a line, however it is indented", () => {
    expectTypeOf<TemplateArgs<"MESSAGES: {h}">>().toEqualTypeOf<{ h: readonly object[] }>();
    expectTypeOf<TemplateArgs<"\n      USER: {a}\n      MESSAGES:{h}">>().toEqualTypeOf<{
      a: unknown;
      h: readonly object[];
    }>();
    expectTypeOf<TemplateArgs<"{a}MESSAGES: {h}">>().toEqualTypeOf<{ a: unknown; h: unknown }>();
  });

  it("leaves a text that the compiler does not know to the run time", () => {
    expectTypeOf<TemplateArgs<string>>().toEqualTypeOf<Record<string, unknown>>();
    expectTypeOf<TemplateArgs<`{a} ${string}`>>().toEqualTypeOf<Record<string, unknown>>();
  });

  it("needs no argument where there is no field", () => {
    expectTypeOf<TemplateCall<"a">>().toEqualTypeOf<[args?: {}]>();
    expectTypeOf<TemplateCall<"{a}">>().toEqualTypeOf<[args: { a: unknown }]>();
  });
});

type Times4<Text extends string> = `${Text}${Text}${Text}${Text}`;
type Times64<Text extends string> = Times4<Times4<Times4<Text>>>;
type Times768<Text extends string> = `${Times4<Times64<Text>>}${Times4<Times64<Text>>}${Times4<Times64<Text>>}`;
type Times4096<Text extends string> = Times64<Times64<Text>>;

describe("large templates", () => {
  it("are checked up to some 800 braces", () => {
    expectTypeOf<TemplateArgs<Times768<"one {a} two\n">>>().toEqualTypeOf<{ a: unknown }>();
    expectTypeOf<TemplateArgs<Times768<'{ "k": 1 }'>>>().toEqualTypeOf<{}>();
    expectTypeOf<TemplateArgs<`${Times768<"{">}a${Times768<"}">}`>>().toEqualTypeOf<{}>();
    expectTypeOf<TemplateArgs<Times64<"{{a}} {b.c} {{{d:list}}} {">>>().toEqualTypeOf<{
      b: { c: unknown };
      d: readonly unknown[] | null | undefined;
    }>();
  });

  it("are left to the run time beyond that, and never fail to compile", () => {
    expectTypeOf<TemplateArgs<Times4096<"{a} ">>>().toEqualTypeOf<Record<string, unknown>>();
    expectTypeOf<TemplateArgs<Times4096<"{">>>().toEqualTypeOf<Record<string, unknown>>();
    expectTypeOf<TemplateCall<Times4096<"{a} ">>>().toEqualTypeOf<[args?: Record<string, unknown>]>();
    expectTypeOf<CheckTemplate<{}, Times4096<"{a} ">>>().toEqualTypeOf<unknown>();
  });

  it("may have any number of lines and blanks around a history", () => {
    expectTypeOf<TemplateArgs<`${Times4096<"a line\n">}MESSAGES: {h}`>>().toEqualTypeOf<{ h: readonly object[] }>();
    expectTypeOf<TemplateArgs<`USER: a\n${Times4096<" ">}MESSAGES: {h}`>>().toEqualTypeOf<{ h: unknown }>();
    expectTypeOf<TemplateArgs<`${Times4096<" ">}{h}${Times4096<"}">}`>>().toEqualTypeOf<{ h: unknown }>();
  });
});
