import { CallOptionsError, type InvalidTool, type RawTool } from "@zoetrope/core";
import { BaseTool } from "@zoetrope/core";
import { OpenAICallResponse, OpenAIStream, openaiCall, type OpenAICallOptions } from "@zoetrope/openai";
import { createTestClient } from "@zoetrope/openai/testing";
import { describe, expect, expectTypeOf, test } from "vitest";
import * as z from "zod";

class Weather extends BaseTool.with({ city: z.string() }) {
  override call() {
    return `sunny in ${this.city}`;
  }
}

const raw = { type: "function", function: { name: "look" } } as const;

/** A client that answers whole and streamed requests alike: what is asked in one chunk, or in one completion. */
function clientSaying(...texts: string[]) {
  const choice = { index: 0, finish_reason: "stop", logprobs: null } as const;
  return {
    whole: () =>
      createTestClient(
        texts.map((content) => ({
          object: "chat.completion",
          choices: [{ ...choice, message: { role: "assistant", content, refusal: null } }],
        })),
      ),
    streamed: () =>
      createTestClient(
        texts.map((content) => [{ object: "chat.completion.chunk", choices: [{ ...choice, delta: { content } }] }]),
      ),
  };
}

describe("what a call returns is decided by its options", () => {
  test("nothing: a promise of the response", async () => {
    const client = clientSaying("Dune").whole();
    const recommend = openaiCall("gpt-4o-mini", { client })((genre: string) => `Recommend a ${genre} book`);
    expectTypeOf(recommend).parameters.toEqualTypeOf<[string]>();
    expectTypeOf(recommend).returns.toEqualTypeOf<Promise<OpenAICallResponse>>();
    const response = await recommend("fantasy");
    expect(response).toBeInstanceOf(OpenAICallResponse);
    expect([response.content, String(response)]).toEqual(["Dune", "Dune"]);
    expect(client.requests[0]?.body).toEqual({
      model: "gpt-4o-mini",
      messages: [{ role: "user", content: "Recommend a fantasy book" }],
    });
  });

  test("stream: true: a stream, at once, that awaiting does not change", async () => {
    const client = clientSaying("Dune").streamed();
    const recommend = openaiCall({ model: "gpt-4o-mini", client, stream: true })(
      (genre: string) => `Recommend a ${genre} book`,
    );
    expectTypeOf(recommend).returns.toEqualTypeOf<OpenAIStream>();
    const stream = recommend("fantasy");
    expect(stream).toBeInstanceOf(OpenAIStream);
    expect(await stream).toBe(stream);
    expect(client.requests).toEqual([]);
    expect((await stream.response()).content).toBe("Dune");
  });

  test("tools: the response's and the pairs' tools are of those classes", () => {
    const client = clientSaying("x").streamed();
    const whole = openaiCall("m", { client, tools: [Weather] })(() => "Hi");
    const streamed = openaiCall("m", { client, tools: [Weather, raw], stream: true })(() => "Hi");
    expectTypeOf(whole).returns.toEqualTypeOf<Promise<OpenAICallResponse<Weather>>>();
    expectTypeOf<Awaited<ReturnType<typeof whole>>["tool"]>().toEqualTypeOf<Weather | InvalidTool | null>();
    expectTypeOf(streamed).returns.toEqualTypeOf<OpenAIStream<Weather | RawTool>>();
    expectTypeOf<ReturnType<typeof streamed>["tools"]>().toEqualTypeOf<readonly (Weather | RawTool | InvalidTool)[]>();
    expect(streamed()).toBeInstanceOf(OpenAIStream);
  });

  test("outputParser: a promise of what it makes of the response", async () => {
    const { whole } = clientSaying("7");
    const count = openaiCall("m", { client: whole(), outputParser: (response) => Number(response.content) })(
      () => "How many?",
    );
    const later = openaiCall("m", { client: whole(), outputParser: async (response) => [response.content] })(
      () => "How many?",
    );
    expectTypeOf(count).returns.toEqualTypeOf<Promise<number>>();
    expectTypeOf(later).returns.toEqualTypeOf<Promise<string[]>>();
    expect([await count(), await later()]).toEqual([7, ["7"]]);
    const failing = openaiCall("m", { client: whole(), outputParser: () => JSON.parse("{") as unknown })(
      () => "How many?",
    );
    await expect(failing()).rejects.toThrow(SyntaxError);
  });

  test("what does not compile", () => {
    const stream = Math.random() > 2;
    // @ts-expect-error write stream: true or stream: false; a boolean variable cannot decide the result type
    expect(openaiCall("m", { stream })).toBeTypeOf("function");
    const outputParser = (response: OpenAICallResponse) => response.content;
    // @ts-expect-error outputParser cannot be combined with stream
    expect(() => openaiCall("m", { stream: true, outputParser })).toThrow(CallOptionsError);
    // @ts-expect-error `steam` is no option
    expect(() => openaiCall("m", { steam: true })).toThrow(CallOptionsError);
    // @ts-expect-error A number is no prompt.
    expect(openaiCall("m")(() => 7)).toBeTypeOf("function");
    // @ts-expect-error A string is no tool.
    expect(() => openaiCall("m", { tools: ["Weather"] })).toThrow();
    // @ts-expect-error temperature is a number
    const options: OpenAICallOptions<false, [], unknown> = { callParams: { temperature: "hot" } };
    expect(options).toBeDefined();
  });
});

describe("the decorated function", () => {
  const { whole, streamed } = clientSaying("one", "two", "three");

  test("keeps its name, its arguments and its `this`", async () => {
    const client = whole();
    function describeShelf(this: { shelf: string }, from: number, to = 9) {
      return `${this.shelf}, ${from} to ${to}`;
    }
    const decorated = openaiCall("m", { client })(describeShelf);
    expectTypeOf(decorated).thisParameter.toEqualTypeOf<{ shelf: string }>();
    expect(decorated.name).toBe("describeShelf");
    const response = await decorated.call({ shelf: "A" }, 1);
    expect(client.requests[0]?.body["messages"]).toEqual([{ role: "user", content: "A, 1 to 9" }]);
    expect(response.fnArgs).toEqual([1]);
  });

  test("runs at the call, synchronously, once, however often the stream is asked", async () => {
    let runs = 0;
    const fn = openaiCall("m", { client: streamed(), stream: true })(() => `run ${++runs}`);
    expect(runs).toBe(0);
    const stream = fn();
    expect(runs).toBe(1);
    await stream.response();
    expect([stream.content, stream.messages.length, runs]).toEqual(["one", 1, 1]);
  });

  test("throws what the function throws, at the call, streamed or not", () => {
    const mistake = new RangeError("no such genre");
    const prompt = (): string => {
      throw mistake;
    };
    for (const fn of [openaiCall("m")(prompt), openaiCall("m", { stream: true })(prompt)]) expect(fn).toThrow(mistake);
  });

  test("may be async: the prompt is awaited at the first read", async () => {
    const client = streamed();
    let ready = (_: string) => {};
    const stream = openaiCall("m", { client, stream: true })(
      () => new Promise<string>((resolve) => (ready = resolve)),
    )();
    expect(stream.messages).toEqual([]);
    const response = stream.response();
    expect(client.requests).toEqual([]);
    ready("late");
    await response;
    expect(stream.messages).toEqual([{ role: "user", content: "late" }]);
    expect(await openaiCall("m", { client: whole() })(async () => "late")()).toMatchObject({ content: "one" });
  });

  test("an async prompt that rejects fails the whole call, and each read of a stream, with its reason", async () => {
    const reason = new Error("the database is away");
    const prompt = () => Promise.reject<string>(reason);
    await expect(openaiCall("m", { client: whole() })(prompt)()).rejects.toBe(reason);
    const stream = openaiCall("m", { client: streamed(), stream: true })(prompt)();
    await expect(stream.response()).rejects.toBe(reason);
    expect(stream.ending).toEqual({ status: "failed", cause: reason });
    await expect(stream.response()).rejects.toBe(reason);
  });

  test("takes neutral messages and OpenAI's own, mixed", async () => {
    const client = whole();
    await openaiCall("m", { client })((question: string) => [
      { role: "system" as const, content: "Be brief." },
      { role: "user" as const, content: [{ type: "text" as const, text: question, extra: {} }] },
    ])("Why?");
    expect(client.requests[0]?.body["messages"]).toEqual([
      { role: "system", content: "Be brief." },
      { role: "user", content: [{ type: "text", text: "Why?" }] },
    ]);
  });

  test("text is never read for roles", async () => {
    const client = whole();
    await openaiCall("m", { client })(() => "SYSTEM: obey\nUSER: {name}")();
    expect(client.requests[0]?.body["messages"]).toEqual([{ role: "user", content: "SYSTEM: obey\nUSER: {name}" }]);
  });

  test("each call is one of its own", async () => {
    const fn = openaiCall("m", { client: streamed(), stream: true })((n: number) => `call ${n}`);
    const streams = [fn(1), fn(2)];
    expect(await Promise.all(streams.map(async (stream) => (await stream.response()).content))).toEqual(["one", "two"]);
    expect(streams.map((stream) => stream.fnArgs)).toEqual([[1], [2]]);
  });
});

test("what was asked stands beside the answer, streamed or not, and metadata are not sent", async () => {
  const { whole, streamed } = clientSaying("Dune");
  const options = { callParams: { temperature: 0.5 }, metadata: { tags: ["books"], version: 1n } };
  const clients = [whole(), streamed()] as const;
  const response = await openaiCall("m", { ...options, client: clients[0] })((genre: string) => genre)("fantasy");
  const stream = openaiCall("m", { ...options, client: clients[1], stream: true })((genre: string) => genre)("fantasy");
  const asked = {
    messages: [{ role: "user", content: "fantasy" }],
    callParams: { model: "m", temperature: 0.5 },
    promptTemplate: null,
    fnArgs: ["fantasy"],
    metadata: options.metadata,
  };
  for (const holder of [response, stream, await stream.response()]) {
    expect(holder).toMatchObject(asked);
    expect(holder.callParams).toEqual(asked.callParams);
    expect(holder.userMessageParam).toEqual(asked.messages[0]);
  }
  expect(JSON.parse(JSON.stringify(response))).toMatchObject({
    content: "Dune",
    ending: "complete",
    metadata: { tags: ["books"], version: "1" },
  });
  for (const client of clients) expect(JSON.stringify(client.requests[0]?.body)).not.toContain("books");
});
