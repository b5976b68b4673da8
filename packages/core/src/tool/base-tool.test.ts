import { describe, expect, expectTypeOf, test } from "vitest";
import * as z from "zod";
import * as mini from "zod/mini";
import { CallOptionsError, ToolArgumentsError } from "../errors.js";
import { BaseTool } from "./base-tool.js";
import { createTool } from "./create-tool.js";
import { toolDefinition } from "./tool-spec.js";

class FormatBook extends BaseTool.with(
  { title: z.string(), pages: z.int().default(100) },
  { description: "Formats a book." },
) {
  override call() {
    return `${this.title}, ${this.pages} pages`;
  }
}

test("is made from the input of its fields and has their output", () => {
  const tool = new FormatBook({ title: "Dune" });
  expect([tool.title, tool.pages, tool.call()]).toEqual(["Dune", 100, "Dune, 100 pages"]);
  expect(tool.toolCall).toEqual({ id: "", name: "FormatBook", args: { title: "Dune" }, raw: null });
  expect(Object.keys(tool)).toEqual(["title", "pages"]);
  expectTypeOf<ConstructorParameters<typeof FormatBook>[0]>().toEqualTypeOf<{
    title: string;
    pages?: number | undefined;
  }>();
  expectTypeOf(tool.pages).toEqualTypeOf<number>();
  expectTypeOf(tool.call()).toEqualTypeOf<string>();
});

test("T16: the compiler knows a tool's fields, and that there are no others", () => {
  // @ts-expect-error `pags` is no field
  const make = () => new FormatBook({ title: "Dune", pags: 3 });
  expect(make).toThrow("pags");
  // @ts-expect-error `autor` is no field
  expect(new FormatBook({ title: "Dune" }).autor).toBeUndefined();
});

test("transforms apply: the input is told to the model, the output is on the tool", () => {
  class At extends BaseTool.with({
    when: z.codec(z.iso.datetime(), z.date(), { decode: (s) => new Date(s), encode: (d) => d.toISOString() }),
  }) {
    override call() {
      return this.when.getUTCFullYear();
    }
  }
  expect(new At({ when: "2024-05-01T00:00:00Z" }).call()).toBe(2024);
  expect(toolDefinition(At).parameters).toMatchObject({ properties: { when: { type: "string" } } });
});

test.each<[string, object, RegExp]>([
  ["a field of the wrong type", { title: 7 }, /"FormatBook".*title: .*string/],
  ["a missing field", {}, /title/],
  ["an unknown field", { title: "Dune", pags: 3 }, /pags/],
])("%s throws a ToolArgumentsError that names tool and field", (_, args, message) => {
  const make = () => Reflect.construct(FormatBook, [args]);
  expect(make).toThrow(ToolArgumentsError);
  expect(make).toThrow(message);
});

describe("fields", () => {
  test("are read-only", () => {
    const tool = new FormatBook({ title: "Dune" });
    // @ts-expect-error To the compiler, too.
    expect(() => (tool.title = "Emma")).toThrow(TypeError);
  });

  test("declared again in the subclass fail instead of reading undefined", () => {
    class Again extends BaseTool.with({ title: z.string() }) {
      override title = "Emma";
      override call() {}
    }
    expect(() => new Again({ title: "Dune" })).toThrow(TypeError);
  });

  test.each(["call", "toolCall", "constructor", "__proto__"])("may not be called %s", (name) => {
    const make = () => Reflect.apply(BaseTool.with, BaseTool, [Object.fromEntries([[name, z.string()]])]);
    expect(make).toThrow(CallOptionsError);
    expect(make).toThrow(name);
  });

  test("the compiler refuses those names, too", () => {
    // @ts-expect-error 'call' is a member of every tool: choose another field name
    expect(() => BaseTool.with({ call: z.string() })).toThrow(CallOptionsError);
  });

  test("may be called id, name, args or length", () => {
    class Named extends BaseTool.with({ id: z.string(), name: z.string(), args: z.string(), length: z.number() }) {
      override call() {
        return [this.id, this.name, this.args, this.length];
      }
    }
    expect(new Named({ id: "1", name: "n", args: "a", length: 2 }).call()).toEqual(["1", "n", "a", 2]);
  });

  test("may be given as a z.object", () => {
    class Sum extends BaseTool.with(z.object({ a: z.number(), b: z.number().default(1) }), { examples: [{ a: 1 }] }) {
      override call() {
        return this.a + this.b;
      }
    }
    expect(new Sum({ a: 2 }).call()).toBe(3);
    expectTypeOf<ConstructorParameters<typeof Sum>[0]>().toEqualTypeOf<{ a: number; b?: number | undefined }>();
    class Taken extends BaseTool.with(
      // @ts-expect-error 'call' is a member of every tool: choose another field name
      z.object({ call: z.string() }),
    ) {
      // @ts-expect-error The field and the method have one name.
      override call() {}
    }
    expect(() => toolDefinition(Taken)).toThrow(/"Taken".*'call' is a member/);
  });

  test("may be none, and may be of zod-mini", () => {
    class Clock extends BaseTool.with({}) {
      override call() {
        return 12;
      }
    }
    class Mini extends BaseTool.with({ city: mini.string() }) {
      override call() {
        return this.city;
      }
    }
    expect([new Clock({}).call(), new Mini({ city: "Oslo" }).call()]).toEqual([12, "Oslo"]);
  });
});

describe("toolDefinition", () => {
  test("tells name, description and the input side of the schema", () => {
    expect(toolDefinition(FormatBook)).toEqual({
      name: "FormatBook",
      description: "Formats a book.",
      parameters: {
        type: "object",
        properties: { title: { type: "string" }, pages: expect.objectContaining({ type: "integer", default: 100 }) },
        required: ["title"],
        additionalProperties: false,
      },
    });
  });

  test("takes name and strict from the options; a subclass of a tool is a tool by its own name", () => {
    class Search extends BaseTool.with({}, { name: "web_search", strict: true }) {
      override call() {}
    }
    class Special extends FormatBook {}
    expect(toolDefinition(Search)).toMatchObject({ name: "web_search", strict: true });
    expect(toolDefinition(Special).name).toBe("Special");
  });

  test("refuses a class that has no fields, one without a name, and a schema that is no JSON Schema", () => {
    class Bare extends BaseTool {
      override call() {}
    }
    class Dated extends BaseTool.with({ at: z.date() }) {
      override call() {}
    }
    const anonymous = [class extends FormatBook {}][0];
    expect(() => toolDefinition(Bare)).toThrow(/Bare is no tool.*BaseTool\.with/);
    expect(() => toolDefinition(anonymous ?? Bare)).toThrow(/no name.*\{ name \}/);
    expect(() => toolDefinition(Dated)).toThrow(CallOptionsError);
    expect(() => toolDefinition(Dated)).toThrow(/"Dated".*JSON Schema/);
  });
});

test("createTool makes an instance that knows its call", () => {
  const call = { id: "call_1", name: "FormatBook", args: { title: "Dune" }, raw: { type: "function" } };
  const tool = createTool(FormatBook, call);
  expect(tool).toBeInstanceOf(FormatBook);
  expect(tool.toolCall).toBe(call);
  expect(() => createTool(FormatBook, { ...call, args: {} })).toThrow(ToolArgumentsError);
});
