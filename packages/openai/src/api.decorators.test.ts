// The compile test of the API's design, made the project's own: its lines against the real packages, run as well as compiled.
// `scripts/compilers.test.ts` has it compiled by every TypeScript that is supported, in both kinds of decorators.
import { createTestClient, type TestChunk, type TestCompletion } from "@zoetrope/openai/testing";
import {
  type BasePrompt,
  BaseTool,
  CallOptionsError,
  type InvalidTool,
  MissingFieldError,
  type OpenAICallResponse,
  OpenAIPrompt,
  OpenAIStream,
  PromptClassError,
  PromptFieldError,
  type StructuredStream,
  TemplateSyntaxError,
  call,
  callParams,
  openaiCall,
  prompt,
  promptTemplate,
} from "@zoetrope/openai";
import { describe, expect, expectTypeOf, test } from "vitest";
import { z } from "zod";
import * as zm from "zod/mini";

const completion: TestCompletion = {
  object: "chat.completion",
  choices: [
    {
      index: 0,
      finish_reason: "stop",
      logprobs: null,
      message: { role: "assistant", content: "Hello", refusal: null },
    },
  ],
};
const chunk: TestChunk = {
  object: "chat.completion.chunk",
  choices: [{ index: 0, delta: { content: "Hello" }, finish_reason: "stop" }],
};
function toolChunk(name: string, args: object): TestChunk {
  const call = { index: 0, id: "call_1", function: { name, arguments: JSON.stringify(args) } };
  return {
    object: "chat.completion.chunk",
    choices: [{ index: 0, delta: { tool_calls: [call] }, finish_reason: "tool_calls" }],
  };
}
const whole = () => createTestClient([completion]);
const streamed = (...chunks: TestChunk[]) => createTestClient([chunks.length === 0 ? [chunk] : chunks]);
const said = (given: BasePrompt) => given.messages().map(({ content }) => content);

class Search extends BaseTool.with({ query: z.string() }) {
  call() {
    return this.query;
  }
}
// A tool may have an `id` of its own; the call's is in `toolCall`.
class Save extends BaseTool.with({ id: z.string() }) {
  call() {
    return `${this.id} ${this.toolCall.id}`;
  }
}

describe("chains of prompt classes", () => {
  @promptTemplate("Recipes with {ingredient}")
  class Recipe extends OpenAIPrompt.with({ ingredient: z.string() }) {
    get upper() {
      return this.ingredient.toUpperCase();
    }
  }
  @promptTemplate("Recipes with {ingredient} for {guests:list} {upper} {self.ingredient}")
  class Party extends Recipe.with({ guests: z.array(z.string()) }) {}

  test("a child has the fields and getters of those above, and takes the input of all", () => {
    const party = new Party({ ingredient: "figs", guests: ["Ann"] });
    expectTypeOf(party.upper).toEqualTypeOf<string>();
    expectTypeOf(party.guests).toEqualTypeOf<string[]>();
    expect(said(party)).toEqual(["Recipes with figs for Ann FIGS figs"]);
    // @ts-expect-error ingredient is required
    expect(() => new Party({ guests: ["Ann"] })).toThrow(PromptFieldError);
  });

  test("nothing needs to be given when every field is optional", () => {
    @promptTemplate("{note} {cover:image} {list:list} {author.name}")
    class Optional extends OpenAIPrompt.with({
      note: z.string().optional(),
      cover: z.string().optional(),
      list: z.array(z.string()).optional(),
      author: z.object({ name: z.string() }).optional(),
    }) {}
    expectTypeOf(new Optional().author).toEqualTypeOf<{ name: string } | undefined>();
    expect(said(new Optional({ note: "Hi", author: { name: "Ann" } }))).toEqual(["Hi   Ann"]);
  });

  test("fields are a shape, an object schema, or schemas of zod-mini", () => {
    class OfObject extends OpenAIPrompt.with(z.object({ a: z.string() })) {}
    class Mini extends OpenAIPrompt.with({ a: zm.string() }) {}
    expectTypeOf(new OfObject({ a: "x" }).a).toEqualTypeOf<string>();
    expectTypeOf(new Mini({ a: "x" }).a).toEqualTypeOf<string>();
    expect([new OfObject({ a: "x" }).a, new Mini({ a: "y" }).a]).toEqual(["x", "y"]);
  });

  test("an abstract base, and a generic class", () => {
    abstract class Toned extends OpenAIPrompt.with({ a: z.string() }) {
      abstract get tone(): string;
    }
    @promptTemplate("{a} {tone} {b}")
    class Kind extends Toned.with({ b: z.number() }) {
      get tone() {
        return "kind";
      }
    }
    @promptTemplate("{topic}")
    class Generic<T extends string> extends OpenAIPrompt {
      constructor(readonly topic: T) {
        super();
      }
    }
    expect([...said(new Kind({ a: "x", b: 1 })), ...said(new Generic("art"))]).toEqual(["x kind 1", "art"]);
    expectTypeOf(new Generic("art").topic).toEqualTypeOf<"art">();
  });
});

describe("what does not fit", () => {
  test("a field named like a member of the base class", () => {
    // @ts-expect-error 'stream' is a member of the base class
    expect(() => OpenAIPrompt.with({ stream: z.string(), x: z.string() })).toThrow(PromptClassError);
    // @ts-expect-error 'call' is a member of the base class
    expect(() => BaseTool.with({ call: z.string() })).toThrow(CallOptionsError);
  });

  test("a template that names a method, no field, or a field of another type", () => {
    // @ts-expect-error {messages} is a method of the prompt, not a field
    @promptTemplate("{messages}")
    class Method extends OpenAIPrompt {}
    // @ts-expect-error the class has no field 'gnre'
    @promptTemplate("{gnre}")
    class Lacks extends OpenAIPrompt.with({ genre: z.string() }) {}
    // @ts-expect-error 'genre' does not fit {genre:list}
    @promptTemplate("{genre:list}")
    class NoList extends OpenAIPrompt.with({ genre: z.string() }) {}
    expect(() => new Method().messages()).toThrow(MissingFieldError);
    expect(() => new Lacks({ genre: "art" }).messages()).toThrow("Did you mean {genre}?");
    expect(() => new NoList({ genre: "art" }).messages()).toThrow("{genre:list} needs a list and got a string");
  });

  test("an unknown format spec", () => {
    const misspelt = (): unknown => {
      // @ts-expect-error unknown format spec :lst in {genre:lst}
      @promptTemplate("{genre:lst}")
      class NoSpec extends OpenAIPrompt.with({ genre: z.string() }) {}
      return NoSpec;
    };
    expect(misspelt).toThrow(TemplateSyntaxError);
  });
});

test("braces: the compiler sees the placeholders that the parser sees", () => {
  const decorate = openaiCall("m");
  expectTypeOf(decorate(promptTemplate('{"k": {name}}'))).parameters.toEqualTypeOf<[args: { name: unknown }]>();
  expectTypeOf(decorate(promptTemplate('{"a": {"b": 1}} {x}'))).parameters.toEqualTypeOf<[args: { x: unknown }]>();
  expectTypeOf(decorate(promptTemplate("{{name}} {x}"))).parameters.toEqualTypeOf<[args: { x: unknown }]>();
  expectTypeOf(decorate(promptTemplate("{{{name}}}"))).parameters.toEqualTypeOf<[args: { name: unknown }]>();
  expectTypeOf(decorate(promptTemplate("{ a } {a b} {} {0} {x}"))).parameters.toEqualTypeOf<[args: { x: unknown }]>();
  expectTypeOf(decorate(promptTemplate("{名前}"))).parameters.toEqualTypeOf<[args: { 名前: unknown }]>();
  expectTypeOf(decorate(promptTemplate("USER: about MESSAGES: {q}"))).parameters.toEqualTypeOf<[{ q: unknown }]>();
  expect(promptTemplate('{"k": {name}} {{name}} { a } {0}')({ name: "n" })).toEqual([
    { role: "user", content: '{"k": n} {name} { a } {0}' },
  ]);
});

describe("calls of functions and templates", () => {
  test("a template needs what it names, and nothing where it names nothing", async () => {
    const fixed = openaiCall("m", { client: whole() })(promptTemplate("no fields"));
    expectTypeOf(await fixed()).toEqualTypeOf<OpenAICallResponse>();
    const client = streamed();
    const recommend = openaiCall("m", { stream: true, client })(promptTemplate("a {genre}"));
    const stream = recommend({ genre: "x" });
    expectTypeOf(stream).toEqualTypeOf<OpenAIStream>();
    await stream.response();
    expect(client.requests[0]?.body.messages).toEqual([{ role: "user", content: "a x" }]);
    // @ts-expect-error 'gnre' does not exist
    expect(() => recommend({ gnre: "x" })).toThrow(MissingFieldError);
  });

  test("outputParser decides what is promised", async () => {
    const length = openaiCall("m", { outputParser: (r) => r.content.length, client: whole() })((g: string) => g);
    const parsed = await length("x");
    expectTypeOf(parsed).toEqualTypeOf<number>();
    expect(parsed).toBe(5);
  });

  test("stream and outputParser, and a boolean variable for stream, do not compile", () => {
    // @ts-expect-error outputParser cannot be combined with stream
    expect(() => openaiCall("m", { stream: true, outputParser: () => 1 })).toThrow("cannot be combined with stream");
    // @ts-expect-error a boolean variable cannot decide the result type
    expect(() => openaiCall("m", { stream: Math.random() > 0.5 })).not.toThrow();
  });

  test("the second half of a pair is one of the call's own tools, or an InvalidTool", async () => {
    const client = streamed(toolChunk("Search", { query: "figs" }));
    const ask = openaiCall({ model: "m", stream: true, tools: [Search], client })((g: string) => g);
    const outputs: unknown[] = [];
    for await (const [{ content }, tool] of ask("x")) {
      expectTypeOf(content).toEqualTypeOf<string>();
      expectTypeOf(tool).toEqualTypeOf<Search | InvalidTool | null>();
      const output: string | undefined = tool?.call();
      if (tool instanceof Search) outputs.push(tool.query, output);
    }
    expect(outputs).toEqual(["figs", "figs"]);
  });

  test("an argument called id does not clash with that of the call", async () => {
    const client = streamed(toolChunk("Save", { id: "mine" }));
    const ask = openaiCall("m", { stream: true, tools: [Save], client })((g: string) => g);
    const { tool } = await ask("x").response();
    expect(tool?.call()).toBe("mine call_1");
  });

  test("`this`, type parameters and promises of the function are kept", async () => {
    const client = createTestClient([completion, completion]);
    const bound = openaiCall("m", { client })(function (this: { shelf: string }, g: string) {
      return `${this.shelf} ${g}`;
    });
    // @ts-expect-error the 'this' of the function is not void
    expect(() => bound("x")).toThrow(TypeError);
    await bound.call({ shelf: "top" }, "x");
    const generic = openaiCall("m", { client })(<T extends string>(g: T) => `x ${g}`);
    await generic<"a">("a");
    expect(client.requests.map(({ body }) => body.messages)).toEqual([
      [{ role: "user", content: "top x" }],
      [{ role: "user", content: "x a" }],
    ]);
    const later = openaiCall("m", { stream: true, client: streamed() })(async (g: string) => `x ${g}`);
    expectTypeOf(later("x")).toEqualTypeOf<OpenAIStream>();
  });
});

describe("methods", () => {
  const client = createTestClient([[chunk], [chunk], completion, [chunk], [chunk], [chunk]]);
  const user = (content: string) => [{ role: "user", content }];

  class Librarian {
    constructor(readonly shelf: string) {}
    @openaiCall("m", { stream: true, client })
    recommend(genre: string): OpenAIStream {
      return prompt`x ${genre} ${this.shelf}`;
    }
    @openaiCall("m", { stream: true, client })
    static recommend(genre: string): OpenAIStream {
      return prompt({ messages: [{ role: "user", content: genre }], callParams: { temperature: 0 } });
    }
    @openaiCall("m", { client })
    async later(genre: string): Promise<OpenAICallResponse> {
      return prompt`later ${genre}`;
    }
    @openaiCall("m", { stream: true, tools: [Search], client })
    withTool(text: string): OpenAIStream<Search> {
      return prompt`tool ${text}`;
    }
    @openaiCall("m", { stream: true, client })
    generic<T extends string>(text: T): OpenAIStream {
      return prompt`generic ${text}`;
    }
    byField = openaiCall("m", { stream: true, client })((genre: string) => `field ${genre} ${this.shelf}`);
  }

  test("instance, static, async, with a tool, generic, and as a field", async () => {
    const librarian = new Librarian("top");
    await librarian.recommend("a").response();
    await Librarian.recommend("b").response();
    expectTypeOf(await librarian.later("c")).toEqualTypeOf<OpenAICallResponse>();
    await librarian.withTool("d").response();
    await librarian.generic("e").response();
    await librarian.byField("f").response();
    expect(client.requests.map(({ body }) => body.messages)).toEqual(
      ["x a top", "b", "later c", "tool d", "generic e", "field f top"].map(user),
    );
    expect(client.requests[1]?.body).toMatchObject({ temperature: 0 });
  });

  test("a forgotten return, and a missing return type, do not compile", () => {
    class Wrong {
      @openaiCall("m", { stream: true, client })
      // @ts-expect-error a forgotten return is reported
      forgotten(): OpenAIStream {
        prompt({ messages: [] });
      }
      // @ts-expect-error a missing return type is refused
      @openaiCall("m", { stream: true, client })
      untyped(text: string) {
        return prompt`x ${text}`;
      }
    }
    expect(new Wrong().untyped("a")).toBeInstanceOf(OpenAIStream);
  });
});

describe("prompt objects", () => {
  @callParams({ model: "gpt-4o-mini" })
  @promptTemplate("Recipes with {ingredient}")
  class Recipe extends OpenAIPrompt.with({ ingredient: z.string() }) {}
  const recipe = new Recipe({ ingredient: "apples" });

  test("call and stream, as methods and as a function", async () => {
    expectTypeOf(await recipe.call({ client: whole() })).toEqualTypeOf<OpenAICallResponse>();
    expectTypeOf(await call(recipe, { client: whole() })).toEqualTypeOf<OpenAICallResponse>();
    const stream = recipe.stream({ client: streamed() });
    expectTypeOf(stream).toEqualTypeOf<OpenAIStream>();
    expectTypeOf(call(recipe, { stream: true, client: streamed() })).toEqualTypeOf<OpenAIStream>();
    expectTypeOf(recipe.stream({ tools: [Save], client: streamed() })).toEqualTypeOf<OpenAIStream<Save>>();
    expect((await stream.response()).content).toBe("Hello");
  });

  test("run takes any call decorator", async () => {
    const client = streamed();
    const stream = recipe.run(openaiCall("m", { stream: true, client }));
    expectTypeOf(stream).toEqualTypeOf<OpenAIStream>();
    await stream.response();
    expect(client.requests[0]?.body).toMatchObject({ model: "m", messages: recipe.messages() });
  });

  test("stream belongs to stream()", async () => {
    // @ts-expect-error stream belongs to stream()
    expect(await recipe.call({ stream: true, client: streamed() })).toBeInstanceOf(OpenAIStream);
  });
});

describe("structured output", () => {
  const Book = z.object({ title: z.string() });
  const answer = (content: string) =>
    createTestClient([
      {
        ...completion,
        choices: [{ ...completion.choices![0]!, message: { role: "assistant", content, refusal: null } }],
      },
    ]);
  const client = () => answer('{"title":"Dune"}');

  test("a call returns the value of its model, or what a parser makes of it", async () => {
    const book = await openaiCall("m", { responseModel: Book, client: client() })((g: string) => g)("x");
    expectTypeOf(book).toEqualTypeOf<{ title: string }>();
    const length = await openaiCall("m", {
      responseModel: Book,
      outputParser: (v) => v.title.length,
      client: client(),
    })((g: string) => g)("x");
    expectTypeOf(length).toEqualTypeOf<number>();
    const mini = await openaiCall("m", { responseModel: zm.object({ title: zm.string() }), client: client() })(
      (g: string) => g,
    )("x");
    expectTypeOf(mini.title).toEqualTypeOf<string>();
    expect([book, length, mini]).toEqual([{ title: "Dune" }, 4, { title: "Dune" }]);
  });

  test("beside tools it is the value, or the response of a model that called one", async () => {
    const found = await openaiCall("m", { responseModel: Book, tools: [Search], client: client() })((g: string) => g)(
      "x",
    );
    expectTypeOf(found).toEqualTypeOf<{ title: string } | OpenAICallResponse<Search>>();
    expect(found).toEqual({ title: "Dune" });
  });

  test("streamed, it is what there is of the input, and at the end the output", async () => {
    const lengths = z.object({ n: z.string().transform((text) => text.length) });
    const stream = openaiCall("m", { responseModel: lengths, stream: true, client: answer('{"n":"four"}') })(
      (g: string) => g,
    )("x");
    expectTypeOf(stream).toEqualTypeOf<StructuredStream<typeof lengths>>();
    for await (const partial of stream) expectTypeOf(partial.n).toEqualTypeOf<string | undefined>();
    expect((await stream.final()).n.toFixed()).toBe("4");
    const list = openaiCall("m", { responseModel: z.array(Book), stream: true, client: answer('[{"title":"Dune"}]') })(
      (g: string) => g,
    )("x");
    for await (const partial of list) expectTypeOf(partial[0]?.title).toEqualTypeOf<string | undefined>();
    expect((await list.final())[0]?.title.length).toBe(4);
  });

  test("prompt objects extract, call and stream with a model", async () => {
    @callParams({ model: "m" })
    @promptTemplate("The book in {text}")
    class Extract extends OpenAIPrompt.with({ text: z.string() }) {
      @openaiCall("m", { responseModel: Book, stream: true, client: client() })
      streamed(text: string): StructuredStream<typeof Book> {
        return prompt`x ${text}`;
      }
    }
    const extract = new Extract({ text: "…" });
    expect((await extract.extract(Book, { client: client() })).title).toBe("Dune");
    expect((await call(extract, { responseModel: Book, client: client() })).title).toBe("Dune");
    expect((await extract.stream({ responseModel: Book, client: client() }).final()).title).toBe("Dune");
    expect((await extract.streamed("x").final()).title).toBe("Dune");
  });

  test("partial tools are told apart from whole and from invalid ones", async () => {
    const stream = openaiCall("m", { stream: { partialTools: true }, tools: [Search], client: streamed() })(
      (g: string) => g,
    )("x");
    for await (const [, part] of stream) {
      if (part && "partial" in part) expectTypeOf(part.args.query).toEqualTypeOf<string | undefined>();
      else if (part instanceof Search) expectTypeOf(part.query).toEqualTypeOf<string>();
      else if (part) expectTypeOf(part).toEqualTypeOf<InvalidTool>();
    }
    expect(stream.ending?.status).toBe("complete");
  });
});
