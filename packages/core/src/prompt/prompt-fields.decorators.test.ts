import { describe, expect, expectTypeOf, test } from "vitest";
import { z } from "zod";
import * as zm from "zod/mini";
import { PromptClassError, PromptFieldError } from "../errors.js";
import { BasePrompt } from "./base-prompt.js";
import { promptTemplate } from "./prompt-template.js";

class Recipe extends BasePrompt.with({
  ingredient: z.string().min(1),
  guests: z.array(z.string()).default([]),
  note: z.string().optional(),
}) {}

/** Constructors as JavaScript sees them. */
function make(target: abstract new (...args: never[]) => object, ...args: unknown[]): unknown {
  return Reflect.construct(target, args);
}

function attempt(run: () => string): string {
  try {
    return run();
  } catch (error) {
    return String(error);
  }
}

describe("fields", () => {
  test("are the output of their schemas", () => {
    class Trimmed extends BasePrompt.with({ text: z.string().trim(), size: z.coerce.number().default(3) }) {}
    const prompt = new Trimmed({ text: "  a " });
    expect([prompt.text, prompt.size]).toEqual(["a", 3]);
    expectTypeOf(prompt.size).toEqualTypeOf<number>();
  });

  test("that are left out are there, and render as nothing", () => {
    @promptTemplate("a{note}b")
    class Optional extends Recipe {}
    expect(new Optional({ ingredient: "x" }).messages()).toEqual([{ role: "user", content: "ab" }]);
  });

  test("come from shapes and object schemas, of zod and of zod-mini", () => {
    class FromObject extends BasePrompt.with(z.object({ a: z.string() })) {}
    class FromMini extends BasePrompt.with({ a: zm.string() }) {}
    class FromMiniObject extends BasePrompt.with(zm.object({ a: zm.string() })) {}
    for (const From of [FromObject, FromMini, FromMiniObject]) {
      expect(new From({ a: "x" }).a).toBe("x");
      expect(() => make(From, { a: "x", b: 1 })).toThrow("there is no field 'b'");
    }
  });

  test("of a chain three deep are validated together; the lower one counts", () => {
    class A extends BasePrompt.with({ a: z.string(), kind: z.string() }) {
      get loud() {
        return this.a.toUpperCase();
      }
    }
    class B extends A.with({ b: z.number() }) {}
    @promptTemplate("{a} {loud} {b} {c} {kind}")
    class C extends B.with({ c: z.boolean(), kind: z.number() }) {}
    const prompt = new C({ a: "x", b: 1, c: true, kind: 7 });
    expect(prompt.messages()).toEqual([{ role: "user", content: "x X 1 true 7" }]);
    expectTypeOf(prompt.kind).toEqualTypeOf<number>();
    expectTypeOf(prompt.copy({ kind: 8 })).toEqualTypeOf<C>();
    expect(() => make(C, { a: "x", b: 1, c: true })).toThrow("C: the field 'kind' is missing");
    expect(new A({ a: "x", kind: "k" }).kind).toBe("k");
  });

  test("can be used by the field initialisers of every class in the chain", () => {
    class A extends BasePrompt.with({ a: z.string() }) {
      twice = this.a + this.a;
    }
    class B extends A.with({ b: z.string() }) {
      both = this.twice + this.b;
    }
    expect(new B({ a: "x", b: "y" }).both).toBe("xxy");
  });

  test("are checked as a whole where their object schema is, also in a subclass", () => {
    const range = z
      .object({ from: z.number(), to: z.number() })
      .refine(({ from, to }) => from <= to, "from is after to");
    class Range extends BasePrompt.with(range) {}
    class Named extends Range.with({ name: z.string() }) {}
    expect(() => new Range({ from: 2, to: 1 })).toThrow("Range: from is after to");
    expect(() => new Named({ from: 2, to: 1, name: "x" })).toThrow("Named: from is after to");
    expect(new Named({ from: 1, to: 2, name: "x" }).to).toBe(2);
  });

  test("are read-only, for good", () => {
    const property = Object.getOwnPropertyDescriptor(new Recipe({ ingredient: "a" }), "ingredient");
    expect(property).toEqual({ value: "a", enumerable: true, writable: false, configurable: false });
  });
});

describe("bad fields name class, field, reason and the nearest name", () => {
  test.each([
    [[], "Recipe: the field 'ingredient' is missing. Its fields are: ingredient, guests, note."],
    [
      [{ ingredient: 1 }],
      "Recipe: the field 'ingredient' does not fit: Invalid input: expected string, received number.",
    ],
    [
      [{ ingredient: "a", guests: ["b", 2] }],
      "Recipe: the field 'guests[1]' does not fit: Invalid input: expected string, received number.",
    ],
    [
      [{ ingredent: "a" }],
      "Recipe: the field 'ingredient' is missing; there is no field 'ingredent' (did you mean 'ingredient'?).",
    ],
    [[{ ingredient: "a", xyz: 1 }], "Recipe: there is no field 'xyz'."],
    [[null], "new Recipe(…) takes an object of fields, and got null."],
    [[["a"]], "new Recipe(…) takes an object of fields, and got a list."],
    [["apples"], "new Recipe(…) takes an object of fields, and got a string."],
  ])("new Recipe(...%j)", (args, message) => {
    expect(() => make(Recipe, ...args)).toThrow(PromptFieldError);
    expect(() => make(Recipe, ...args)).toThrow(message);
  });

  test("a key from JSON called __proto__ is refused like any other", () => {
    expect(() => make(Recipe, JSON.parse('{"ingredient":"a","__proto__":{"x":1}}'))).toThrow(
      "there is no field '__proto__'",
    );
  });

  test("a class without fields takes none", () => {
    class Bare extends BasePrompt {}
    expect(new Bare()).toBeInstanceOf(BasePrompt);
    expect(() => make(Bare, { topic: "art" })).toThrow(PromptFieldError);
    expect(() => make(Bare, { topic: "art" })).toThrow("Bare has no fields to be given. Declare them");
  });

  test("a check that throws, or needs time, is told with its error", () => {
    const boom = new Error("boom");
    class Throwing extends BasePrompt.with({
      a: z.string().transform(() => {
        throw boom;
      }),
    }) {}
    class Slow extends BasePrompt.with({ a: z.string().refine(async () => true) }) {}
    expect(() => make(Throwing, { a: "" })).toThrow(expect.objectContaining({ name: "PromptFieldError", cause: boom }));
    expect(() => make(Slow, { a: "" })).toThrow("is asynchronous, and a constructor cannot wait");
  });

  test("no value is shown", () => {
    expect(() => make(Recipe, { ingredient: "a", note: { key: "sk-secret" } })).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining("sk-secret") }),
    );
  });
});

describe("a subclass that declares a field again", () => {
  test("fails when it is made, and does not render another value in silence", () => {
    class Again extends Recipe {
      override ingredient = "mine";
    }
    expect(() => new Again({ ingredient: "apples" })).toThrow(TypeError);
    expect(() => new Again({ ingredient: "apples" })).toThrow("ingredient");
  });

  test("without a value fails, or leaves the field as it was where the compiler drops such declarations", () => {
    class Again extends Recipe {
      override ingredient!: string;
    }
    class Probe {
      declared!: string;
    }
    const made = attempt(() => new Again({ ingredient: "apples" }).ingredient);
    expect(made).toBe("declared" in new Probe() ? "TypeError: Cannot redefine property: ingredient" : "apples");
  });

  test("says the type with `declare`", () => {
    class Declared extends Recipe {
      declare ingredient: "apples";
    }
    expect(new Declared({ ingredient: "apples" }).ingredient).toBe("apples");
  });
});

describe("names that are taken", () => {
  test.each(["messages", "copy", "toString", "constructor", "hasOwnProperty", "__proto__"])("%s", (name) => {
    const shape = Object.defineProperty({}, name, { value: z.string(), enumerable: true });
    expect(() => BasePrompt.with(shape as never)).toThrow(PromptClassError);
    expect(() => BasePrompt.with(shape as never)).toThrow(`'${name}' is a member of the base class BasePrompt`);
    expect(() => BasePrompt.with(z.object(shape as never) as never)).toThrow(PromptClassError);
  });

  test("a getter of the class above", () => {
    class Loud extends Recipe {
      get loud() {
        return this.ingredient;
      }
    }
    // @ts-expect-error taken
    expect(() => Loud.with({ loud: z.string() })).toThrow("'loud' is a member of the base class Loud");
  });
});

describe(".with", () => {
  test("on a class that declares its own constructor is refused, whether or not it takes anything", () => {
    let made = 0;
    class Own extends BasePrompt {
      constructor(readonly topic: string) {
        super();
        made++;
      }
    }
    class Closed extends Recipe {
      constructor() {
        super({ ingredient: "apples" });
        made++;
      }
    }
    class Reading extends Recipe {
      constructor(fields: { ingredient: string }) {
        super({ ingredient: fields.ingredient.trim() });
      }
    }
    class Below extends Own {}
    for (const Class of [Own, Closed, Reading, Below]) {
      expect(() => Class.with({ a: z.string() })).toThrow(PromptClassError);
      expect(() => Class.with({ a: z.string() })).toThrow("declares its own constructor");
    }
    expect(made).toBe(0);
  });

  test("takes the constructors that compilers write for no such thing, and runs no initialiser", () => {
    let initialised = 0;
    @promptTemplate("{ingredient}")
    class WithField extends Recipe {
      count = ++initialised;
      get shown() {
        return this.count;
      }
    }
    class Below extends WithField.with({ a: z.string() }) {}
    expect(initialised).toBe(0);
    expect(new Below({ ingredient: "x", a: "y" }).count).toBe(1);
  });

  test.each([
    ["a string", "text"],
    ["null", null],
    ["a schema that is no object", z.string()],
    ["an object with a transform", z.object({ a: z.string() }).transform((value) => value)],
    ["a field that is no schema", { a: "string" }],
    ["a field that is nothing", { a: undefined }],
  ])("refuses %s", (_, fields) => {
    expect(() => BasePrompt.with(fields as never)).toThrow(PromptClassError);
    expect(() => BasePrompt.with(fields as never)).toThrow("BasePrompt.with(…)");
  });

  test("names the class that it made after the one it was called on", () => {
    expect(() => make(Recipe.with({ a: z.string() }), {})).toThrow("Recipe: the field 'ingredient' is missing");
  });
});

describe("types", () => {
  test("the constructor takes the merged input, optional when every field is", () => {
    class Optional extends BasePrompt.with({ note: z.string().optional(), size: z.number().default(1) }) {}
    expect([new Optional().size, new Optional({}).size]).toEqual([1, 1]);
    class Both extends Recipe.with({ size: z.number() }) {}
    expectTypeOf<ConstructorParameters<typeof Both>[0]>().toMatchObjectType<{ ingredient: string; size: number }>();
    // @ts-expect-error ingredient is missing
    expect(() => new Both({ size: 1 })).toThrow(PromptFieldError);
    // @ts-expect-error unknown field
    expect(() => new Both({ size: 1, ingredient: "a", sise: 2 })).toThrow(PromptFieldError);
  });

  test("a name that is taken does not compile", () => {
    // @ts-expect-error 'messages' is a member of the base class
    expect(() => BasePrompt.with({ messages: z.string(), x: z.string() })).toThrow(PromptClassError);
    // @ts-expect-error 'messages' is a member of the base class
    expect(() => BasePrompt.with(z.object({ messages: z.string() }))).toThrow(PromptClassError);
  });

  test("an abstract class stays abstract, a concrete one concrete", () => {
    abstract class Abstract extends BasePrompt.with({ a: z.string() }) {}
    const Below = Abstract.with({ b: z.string() });
    // @ts-expect-error abstract
    expect(new Below({ a: "x", b: "y" }).b).toBe("y");
    expect(new (Recipe.with({ b: z.string() }))({ ingredient: "a", b: "y" }).b).toBe("y");
    expectTypeOf(Below).toExtend<abstract new (...args: never[]) => BasePrompt>();
  });
});
