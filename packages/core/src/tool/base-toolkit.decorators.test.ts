import { describe, expect, expectTypeOf, test } from "vitest";
import * as z from "zod";
import { CallOptionsError } from "../errors.js";
import type { ToolClass } from "./base-tool.js";
import { BaseToolkit, type ToolkitOptions } from "./base-toolkit.js";
import type { ToolCall } from "./tool-call.js";
import { ToolSet } from "./tool-set.js";
import { toolDefinition } from "./tool-spec.js";
import { toolkitTool } from "./toolkit-tool.js";

class Library extends BaseToolkit {
  lent = 0;

  constructor(
    readonly books: string[],
    options?: ToolkitOptions,
  ) {
    super(options);
  }

  @toolkitTool({ description: "Finds a book.", parameters: { title: z.string(), exact: z.boolean().default(false) } })
  find({ title, exact }: { title: string; exact: boolean }) {
    return this.books.find((book) => (exact ? book === title : book.includes(title))) ?? "none";
  }

  @toolkitTool({ name: "lend_book", parameters: {}, strict: true, examples: [{}] })
  async lend(_: object, call: ToolCall) {
    this.lent += 1;
    return `${call.id}: ${this.lent}`;
  }

  notTool() {
    return this.books;
  }
}

const names = (tools: readonly ToolClass[]) => tools.map((tool) => toolDefinition(tool).name);
function callOf(tools: readonly ToolClass[], name: string, args: unknown): unknown {
  const made = new ToolSet(tools, () => undefined).create({
    id: "c1",
    name,
    arguments: { text: "", value: args, error: null },
    raw: {},
  });
  if (!("call" in made)) throw new Error("Expected a tool.");
  return made.call();
}

test("its decorated methods are tools, in their order, with what was said of them", () => {
  const { tools } = new Library([]);
  expect(names(tools)).toEqual(["find", "lend_book"]);
  expect(tools.map(toolDefinition)[0]).toMatchObject({
    description: "Finds a book.",
    parameters: { required: ["title"], properties: { exact: { type: "boolean" } } },
  });
  expect(tools.map(toolDefinition)[1]).toMatchObject({ strict: true, examples: [{}] });
  expectTypeOf(tools).toEqualTypeOf<readonly ToolClass[]>();
});

test("they share the state of their instance, and of no other", async () => {
  const [one, two] = [new Library(["Dune"]), new Library(["Emma"])];
  expect(callOf(one.tools, "find", { title: "Du" })).toBe("Dune");
  expect(callOf(two.tools, "find", { title: "Du" })).toBe("none");
  expect(await callOf(one.tools, "lend_book", {})).toBe("c1: 1");
  expect(await callOf(one.tools, "lend_book", {})).toBe("c1: 2");
  expect([one.lent, two.lent]).toEqual([2, 0]);
});

test("the tools of one instance are the same classes at each reading", () => {
  const library = new Library([]);
  expect(library.tools).toBe(library.tools);
  expect(library.tools[0]).not.toBe(new Library([]).tools[0]);
});

test("a namespace lets two instances stand in one call", () => {
  const tools = [...new Library([], { namespace: "fiction" }).tools, ...new Library([], { namespace: "maps" }).tools];
  expect(names(tools)).toEqual(["fiction_find", "fiction_lend_book", "maps_find", "maps_lend_book"]);
  expect(() => new ToolSet([...new Library([]).tools, ...new Library([]).tools], () => undefined)).toThrow(
    /Two tools are called "find"/,
  );
});

describe("inheritance", () => {
  class Archive extends Library {
    override find({ title }: { title: string }) {
      return `archived ${title}`;
    }

    @toolkitTool({ parameters: { year: z.int() } })
    byYear({ year }: { year: number }) {
      return year;
    }
  }
  class Renamed extends Library {
    @toolkitTool({ name: "search", parameters: { title: z.string() } })
    override find({ title }: { title: string }) {
      return `found ${title}`;
    }
  }

  test("a subclass has the tools above it, and its own methods stand for those it overrides", () => {
    const { tools } = new Archive([]);
    expect(names(tools)).toEqual(["find", "lend_book", "byYear"]);
    expect(callOf(tools, "find", { title: "Dune" })).toBe("archived Dune");
  });

  test("a subclass may say anew what a tool is, and nothing leaks into the class above or beside it", () => {
    expect(names(new Renamed([]).tools)).toEqual(["search", "lend_book"]);
    expect(callOf(new Renamed([]).tools, "search", { title: "Dune" })).toBe("found Dune");
    expect(names(new Library([]).tools)).toEqual(["find", "lend_book"]);
  });

  test("a toolkit without decorated methods has no tools", () => {
    class Empty extends BaseToolkit {}
    expect(new Empty().tools).toEqual([]);
  });
});

test("other decorators around it do not hide the tool", () => {
  const calls: unknown[] = [];
  // Both kinds call this; only the arguments say which one it is.
  const logged = (...decorated: unknown[]): never => {
    const descriptor = Object(decorated[2]);
    const method: unknown = typeof decorated[0] === "function" ? decorated[0] : descriptor.value;
    const wrapper = function (this: unknown, ...args: unknown[]): unknown {
      calls.push(args[0]);
      return Reflect.apply(Object(method), this, args);
    };
    const replaced: unknown = typeof decorated[0] === "function" ? wrapper : { ...descriptor, value: wrapper };
    return replaced as never;
  };
  class Logged extends BaseToolkit {
    @logged
    @toolkitTool({ parameters: { n: z.int() } })
    double({ n }: { n: number }) {
      return n * 2;
    }
  }
  expect(callOf(new Logged().tools, "double", { n: 21 })).toBe(42);
  expect(calls).toEqual([{ n: 21 }]);
});

test("the compiler asks that the method takes what the schema gives", () => {
  class Typed extends BaseToolkit {
    @toolkitTool({ parameters: { n: z.string().transform(Number) } })
    fits({ n }: { n: number }) {
      return n;
    }
    // @ts-expect-error `n` is a number after validation.
    @toolkitTool({ parameters: { n: z.string().transform(Number) } })
    wrongType({ n }: { n: string }) {
      return n;
    }
    // @ts-expect-error The schema has no `m`.
    @toolkitTool({ parameters: { n: z.int() } })
    missing({ m }: { m: number }) {
      return m;
    }
  }
  expect(names(new Typed().tools)).toEqual(["fits", "wrongType", "missing"]);
  // @ts-expect-error An example has to fit the parameters.
  expect(toolkitTool({ parameters: { n: z.int() }, examples: [{ n: "1" }] })).toBeTypeOf("function");
});

test("what cannot be a tool is told at decoration", () => {
  const decorate = (name: string, parameters: z.ZodType, kind: object) => () =>
    Reflect.apply(toolkitTool({ parameters: z.object({ when: parameters }) }), null, [() => 1, kind]) ?? name;
  const context = { kind: "method", name: "find", static: false, private: false, addInitializer() {} };
  expect(decorate("date", z.date(), context)).toThrow(CallOptionsError);
  expect(decorate("date", z.date(), context)).toThrow(/"find".*when: Date/);
  expect(decorate("static", z.string(), { ...context, static: true })).toThrow(/put on find.*public method/);
  expect(decorate("private", z.string(), { ...context, private: true })).toThrow(/public method/);
  expect(decorate("field", z.string(), { ...context, kind: "field" })).toThrow(/the field "find"/);
});
