import { describe, expectTypeOf, it } from "vitest";
import type { CheckTemplate, FieldsOfTemplate, TemplateProblems } from "./template-check.js";
import type { Problem } from "./template-types.js";

interface Recipe {
  genre: string;
  guests: string[];
  cover?: Uint8Array;
  author?: { name: string };
  /** `any`, as an untyped library gives it. */
  anything: ReturnType<typeof JSON.parse>;
  tone(): string;
  call(): void;
}
type Says<Text extends string> = TemplateProblems<Recipe, Text, "call">;

describe("CheckTemplate", () => {
  it("accepts a template that fits", () => {
    type Fits = "{genre} {self.genre} {guests:list} {cover:image} {author.name} {anything:list} {anything.x} {{no}}";
    expectTypeOf<Says<Fits>>().toEqualTypeOf<never>();
    expectTypeOf<CheckTemplate<Recipe, Fits, "call">>().toEqualTypeOf<unknown>();
  });

  it("says in words what does not fit", () => {
    expectTypeOf<Says<"{gnre}">>().toEqualTypeOf<"the class has no field 'gnre', which the template names in {gnre}">();
    expectTypeOf<
      Says<"{self.x}">
    >().toEqualTypeOf<"the class has no field 'x', which the template names in {self.x}">();
    expectTypeOf<
      Says<"{author.nme}">
    >().toEqualTypeOf<"'author' has no field 'nme', which the template names in {author.nme}">();
    expectTypeOf<Says<"{genre:list}">>().toEqualTypeOf<"'genre' does not fit {genre:list}, which takes a list">();
    expectTypeOf<
      Says<"{guests:image(detail=low)}">
    >().toEqualTypeOf<"'guests' does not fit {guests:image(detail=low)}, which takes an image">();
    expectTypeOf<
      Says<"MESSAGES: {genre}">
    >().toEqualTypeOf<"'genre' does not fit {genre}, which takes a list of messages">();
    expectTypeOf<Says<"{genre:lst}">>().toEqualTypeOf<"unknown format spec :lst in {genre:lst}">();
    expectTypeOf<Says<"{call}">>().toEqualTypeOf<"{call} is a method of the prompt, not a field">();
    expectTypeOf<Says<"{self.call}">>().toEqualTypeOf<"{self.call} is a method of the prompt, not a field">();
    expectTypeOf<Says<"{tone}">>().toEqualTypeOf<"{tone} is a method, not a field: write a getter">();
  });

  it("is a property that no class has, so that the sentence is the last line of the error", () => {
    expectTypeOf<CheckTemplate<Recipe, "{gnre}">>().toEqualTypeOf<{
      readonly "template does not fit the class": "the class has no field 'gnre', which the template names in {gnre}";
    }>();
  });

  it("reports a field that the class keeps to itself as missing", () => {
    class Hidden {
      private readonly key = "k";
      shown = this.key;
    }
    expectTypeOf<TemplateProblems<Hidden, "{shown}">>().toEqualTypeOf<never>();
    expectTypeOf<
      TemplateProblems<Hidden, "{key}">
    >().toEqualTypeOf<"the class has no field 'key', which the template names in {key}">();
  });
});

describe("FieldsOfTemplate", () => {
  it("is the type that instances must have", () => {
    expectTypeOf<FieldsOfTemplate<"{a} {self.b:list} {call}", "call">>().toEqualTypeOf<{
      a: unknown;
      b: readonly unknown[] | null | undefined;
      call: Problem<"{call} is a method of the prompt, not a field">;
    }>();
    expectTypeOf<FieldsOfTemplate<string>>().toEqualTypeOf<unknown>();
  });
});
