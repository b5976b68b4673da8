import { describe, expect, expectTypeOf, it } from "vitest";
import { z } from "zod";
import {
  BasePrompt,
  BaseTool,
  CallOptionsError,
  CallResponse,
  CallResponseChunk,
  Messages,
  MissingModelError,
  Stream,
  StreamTruncatedError,
  createCallParams,
  createLlmCall,
  llmCall,
  promptTemplate,
  registerProviders,
  runTools,
  tool,
  type InvalidTool,
  type Provider,
} from "../index.js";
import { TinyCallResponse, TinyChunk, tiny, tinyCall, type TinyTypes } from "../testing/__fixtures__/tiny-provider.js";
import { tinyClient } from "../testing/__fixtures__/tiny-client.js";

/** Tiny by another name, and with what it does not have. */
const other: Provider<TinyTypes> = { ...tiny, name: "other", neutralNames: { ...tiny.neutralNames, seed: "dice" } };
const llm = createLlmCall(tiny, other);

const whole = { id: "t-1", model: "tiny-1", says: "Dune", end: "done", usage: { read: 3, written: 1 } };

class Look extends BaseTool.with({ at: z.string() }, { description: "Looks." }) {
  call() {
    return `saw ${this.at}`;
  }
}

describe("a whole answer", () => {
  it("is neutral in every accessor", async () => {
    const client = tinyClient([{ ...whole, thinks: "Hm." }]);
    const ask = llm("tiny:tiny-1", { client, callParams: { maxTokens: 9, extra: { tiny: { mood: "calm" } } } })(
      (genre: string) => `Recommend a ${genre} book`,
    );
    const response = await ask("fantasy");
    expect(response).toBeInstanceOf(CallResponse);
    expect(response.original).toBeInstanceOf(TinyCallResponse);
    expect({ ...viewOf(response), timing: null }).toEqual({
      content: "Dune",
      refusal: null,
      reasoning: "Hm.",
      finishReason: "stop",
      finishReasons: ["stop"],
      model: "tiny-1",
      id: "t-1",
      provider: "tiny",
      usage: { inputTokens: 3, cachedTokens: null, outputTokens: 1, reasoningTokens: null, totalTokens: 4 },
      tokens: [3, null, 1, 4],
      messageParam: { role: "assistant", content: "Dune" },
      userMessageParam: { role: "user", content: "Recommend a fantasy book" },
      messages: [{ role: "user", content: "Recommend a fantasy book" }],
      callParams: { model: "tiny:tiny-1", maxTokens: 9, extra: { tiny: { mood: "calm" } } },
      tools: [],
      tool: null,
      fnArgs: ["fantasy"],
      ending: { status: "complete" },
      timing: null,
      warnings: [],
      text: "Dune",
    });
    expect(client.bodies).toEqual([
      {
        model: "tiny-1",
        maxLength: 9,
        mood: "calm",
        turns: [{ who: "person", says: "Recommend a fantasy book" }],
        stream: false,
      },
    ]);
  });

  it("calls tools, whose answers are a neutral message, over two turns", async () => {
    const calls = [{ id: "c1", tool: "Look", args: '{"at":"door"}' }];
    const client = tinyClient([{ ...whole, says: "", calls, end: "calls" }, whole]);
    const ask = llm("tiny:tiny-1", { client, tools: [Look] })((history: Parameters<typeof Messages.user>[0]) =>
      Messages.user(history),
    );
    const response = await ask("Look.");
    expectTypeOf(response).toEqualTypeOf<CallResponse<Look>>();
    expectTypeOf(response.tools).toEqualTypeOf<readonly (Look | InvalidTool)[]>();
    expect(response.tool).toEqual(expect.objectContaining({ at: "door" }));
    expect(response.finishReason).toBe("tool_calls");
    const outputs = response.tools.map((one) => [one, one.call()] as const);
    expect([response.messageParam, ...response.toolMessageParams(outputs)]).toEqual([
      { role: "assistant", content: [{ type: "tool_call", id: "c1", name: "Look", args: { at: "door" } }] },
      { role: "tool", content: [{ type: "tool_result", id: "c1", name: "Look", content: "saw door" }] },
    ]);
    expect(response.toolMessageParams([])).toEqual([]);
  });

  it("runs with its tools until it is done", async () => {
    const calls = [{ id: "c1", tool: "Look", args: '{"at":"door"}' }];
    const client = tinyClient([{ ...whole, says: "", calls, end: "calls" }, whole]);
    const ask = llm("tiny:tiny-1", { client, tools: [Look] })((history: ReturnType<typeof Messages.user>[]) => history);
    const { reason, messages } = await runTools(ask, [Messages.user("Look.")]).result();
    expect(reason).toBe("done");
    expect(messages.map(({ role }) => role)).toEqual(["user", "assistant", "tool", "assistant"]);
    expect(client.bodies[1]).toMatchObject({ turns: [{}, { calls }, { answers: [{ id: "c1", says: "saw door" }] }] });
  });
});

describe("a stream", () => {
  const events = [
    { id: "t-2", model: "tiny-1", thinks: "Hm." },
    { says: "Du" },
    { says: "ne", calls: [{ index: 0, id: "c1", tool: "Look", args: '{"at":"door"}' }] },
    { end: "calls", usage: { read: 3, written: 2 } },
  ];

  it("is neutral, chunk by chunk and as a whole, and equals the answer without a stream", async () => {
    const answer = {
      id: "t-2",
      model: "tiny-1",
      says: "Dune",
      thinks: "Hm.",
      calls: [{ id: "c1", tool: "Look", args: '{"at":"door"}' }],
      end: "calls",
      usage: { read: 3, written: 2 },
    };
    const client = tinyClient([events, answer]);
    const options = { client, tools: [Look] } as const;
    const stream = llm("tiny:tiny-1", { ...options, stream: true })(() => "Look.")();
    expectTypeOf(stream).toEqualTypeOf<Stream<Look, never>>();
    const pairs: [CallResponseChunk, Look | InvalidTool | null][] = [];
    for await (const pair of stream) pairs.push(pair);
    expect(pairs.map(([chunk]) => chunk)).toEqual(Array.from(pairs, () => expect.any(CallResponseChunk)));
    expect(pairs.map(([chunk, one]) => [chunk.content, chunk.reasoning, chunk.finishReason, one?.toolCall.id])).toEqual(
      [
        ["", "Hm.", null, undefined],
        ["Du", null, null, undefined],
        ["ne", null, null, undefined],
        ["", null, "tool_calls", "c1"],
      ],
    );
    expect(pairs[0]?.[0].original).toBeInstanceOf(TinyChunk);
    const response = stream.constructCallResponse();
    expect(response.original.tools).toBe(response.tools);
    expect([stream.provider, stream.finishReason, stream.finishReasons, stream.usage, stream.totalTokens]).toEqual([
      "tiny",
      "tool_calls",
      ["tool_calls"],
      response.usage,
      5,
    ]);
    expect([stream.messageParam, stream.messages, stream.callParams, stream.userMessageParam]).toEqual([
      response.messageParam,
      [{ role: "user", content: "Look." }],
      { model: "tiny:tiny-1" },
      { role: "user", content: "Look." },
    ]);
    const same = await llm("tiny:tiny-1", options)(() => "Look.")();
    expect({ ...viewOf(response), timing: null, tools: null, tool: null }).toEqual({
      ...viewOf(same),
      timing: null,
      tools: null,
      tool: null,
    });
    expect(response.tools).toEqual(same.tools);
  });

  it("keeps what had arrived when it breaks, in neutral words", async () => {
    const client = tinyClient([[{ id: "t", says: "Du" }]]);
    const stream = llm("tiny:tiny-1", { client, stream: true })(() => "?")();
    const error = await stream.response().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StreamTruncatedError);
    const { partial, provider } = error as StreamTruncatedError;
    expect([partial, partial?.content, provider]).toEqual([expect.any(CallResponse), "Du", "tiny"]);
  });

  it("hands out partial tools", async () => {
    const client = tinyClient([events]);
    const stream = llm("tiny:tiny-1", { client, tools: [Look], stream: { partialTools: true } })(() => "Look.")();
    const seen: unknown[] = [];
    for await (const [, one] of stream) if (one && "partial" in one) seen.push(one.args);
    expect(seen).toEqual([{ at: "door" }]);
  });
});

it("gives structured output, whole and streamed", async () => {
  const Book = z.object({ title: z.string() });
  const client = tinyClient([
    { ...whole, says: '{"title":"Dune"}' },
    [{ says: '{"title":"Du' }, { says: 'ne"}', end: "done" }],
  ]);
  const book = await llm("tiny:tiny-1", { client, responseModel: Book })(() => "?")();
  expectTypeOf(book).toEqualTypeOf<{ title: string }>();
  expect(book).toEqual({ title: "Dune" });
  const stream = llm("tiny:tiny-1", { client, responseModel: Book, stream: true })(() => "?")();
  const titles: (string | undefined)[] = [];
  for await (const { title } of stream) titles.push(title);
  expect([titles, await stream.final(), stream.source]).toEqual([
    ["Du", "Dune"],
    { title: "Dune" },
    expect.any(Stream),
  ]);
});

describe("the model", () => {
  it("names its provider before the first colon, and may hold colons of its own", async () => {
    const client = tinyClient([whole]);
    const response = await llm("tiny:llama3:8b", { client })(() => "?")();
    expect(client.bodies[0]).toMatchObject({ model: "llama3:8b" });
    expect(response.callParams.model).toBe("tiny:llama3:8b");
  });

  it("without a provider is an error at decoration", () => {
    expect(() => llm("tiny-1")).toThrow(MissingModelError);
    expect(() => llm(":x")).toThrow('The model ":x" names no provider');
    expect(() => llm("tiny:")).toThrow(MissingModelError);
    expect(() => llm({ callParams: { model: "tiny-1" } })).toThrow(MissingModelError);
  });

  it("of nobody is an error at the call that names who is registered, the nearest name, and what to install", async () => {
    const ask = (model: string) => llm(model)(() => "?");
    await expect(ask("tony:x").toRequest()).rejects.toThrow(
      'No provider is registered as "tony". Registered: tiny, other. Did you mean "tiny"?',
    );
    expect(() => ask("anthropic:claude")()).toThrow(
      'Install it (npm install @zoetrope/anthropic), and register it: import { anthropic } from "@zoetrope/anthropic"; registerProviders(anthropic);',
    );
    expect(() => llm({})(() => "?")()).toThrow(MissingModelError);
  });

  it("may come from a prompt's class, with its provider, and from a dynamic config", async () => {
    class Recipe extends BasePrompt.with({ title: z.string() }) {}
    promptTemplate("Make {title}")(Recipe);
    createCallParams<{ model: string; heat: number; logs: boolean }>("tiny")({ model: "tiny-9", heat: 1, logs: true })(
      Recipe,
    );
    const client = tinyClient([whole, whole, whole]);
    const recipe = new Recipe({ title: "soup" });
    await recipe.run(llm({ client }));
    expect(client.bodies[0]).toMatchObject({ model: "tiny-9", heat: 1, logs: true });
    await recipe.run(llm("tiny:tiny-2", { client }));
    expect(client.bodies[1]).toMatchObject({ model: "tiny-2", heat: 1, logs: true });
    const computed = llm("tiny:tiny-1", { client: tinyClient([]) })(() => ({
      messages: [Messages.user("?")],
      callParams: { model: "other:o", seed: 4 },
      client,
    }));
    const response = await computed();
    expect(client.bodies[2]).toMatchObject({ model: "o", dice: 4 });
    expect(response.provider).toBe("other");
  });

  it("of a pending prompt comes too late for a stream of another provider, and in time for a whole answer", async () => {
    const client = tinyClient([whole]);
    const pending = async () => ({ messages: [Messages.user("?")], callParams: { model: "other:o" }, client });
    expect((await llm("tiny:tiny-1")(pending)()).provider).toBe("other");
    const stream = llm("tiny:tiny-1", { stream: true })(pending)();
    await expect(stream.response()).rejects.toThrow(
      'names a model of "other" when the stream of "tiny" is already there',
    );
  });
});

describe("params", () => {
  it("that the provider does not have are errors, for its own calls as well", () => {
    const message = 'callParams.seed cannot be sent: the provider "tiny" has no such param. Leave it out.';
    expect(() => llm("tiny:tiny-1", { callParams: { seed: 1 } })).toThrow(new CallOptionsError(message));
    expect(() => tinyCall("tiny-1", { callParams: { seed: 1 } })).toThrow(new CallOptionsError(message));
    expect(() => tinyCall("tiny-1", { callParams: { seed: null } })).not.toThrow();
  });

  it("of a class that was written for another provider are left out, and told", async () => {
    class Recipe extends BasePrompt.with({ title: z.string() }) {}
    promptTemplate("Make {title}")(Recipe);
    createCallParams<object>("other")({ model: "o", seed: 7, temperature: 1, logs: true })(Recipe);
    const client = tinyClient([whole, [{ says: "", end: "done" }]]);
    const warnings = [
      'callParams.seed was written for the provider "other", and is not sent to "tiny".',
      'callParams.logs was written for the provider "other", and is not sent to "tiny".',
    ];
    const response = await new Recipe({ title: "soup" }).run(llm("tiny:tiny-1", { client }));
    expect(response.warnings).toEqual(warnings);
    expect(client.bodies[0]).toEqual({ heat: 1, model: "tiny-1", turns: expect.anything(), stream: false });
    const stream = new Recipe({ title: "soup" }).run(llm("tiny:tiny-1", { client, stream: true }));
    await stream.response();
    expect(stream.warnings).toEqual(warnings);
  });

  it("that no provider owns and none can be told are errors", () => {
    expect(() => llm("tiny:tiny-1", { callParams: { maxToken: 1 } as object })).toThrow('(did you mean "maxTokens"?)');
    expect(() => llm("tiny:tiny-1", { callParams: { extra: { tiny: 1 } } as object })).toThrow(
      "extra holds params by the provider's name",
    );
  });

  it("that are no JSON are errors", () => {
    const extra = { tiny: { mood: () => "calm" } };
    expect(() => llm("tiny:tiny-1", { callParams: { extra } })).toThrow("callParams hold what cannot be sent as JSON");
  });

  it("are copied at decoration, as all options", async () => {
    const client = tinyClient([whole]);
    const callParams = { temperature: 1 };
    const tools = [Look];
    const late = createLlmCall();
    const ask = llm("tiny:tiny-1", { client, callParams, tools })(() => "?");
    callParams.temperature = 2;
    tools.length = 0;
    expect(await ask.toRequest()).toMatchObject({ heat: 1, tools: [{ name: "Look" }] });
    expect(() => late("tiny:x", { nonsense: 1 } as object)(() => "?")()).toThrow("No provider");
  });
});

it("refuses tools in one provider's words, and two tools with one name, at decoration", () => {
  const raw = [{ name: "raw" }] as unknown as [];
  expect(() => llm("tiny:tiny-1", { tools: raw })).toThrow(
    "a definition in one provider's words is for that provider's own call",
  );
  const look = tool({ name: "Look", description: "x", parameters: z.object({}) }, () => "");
  expect(() => llm("tiny:tiny-1", { tools: [Look, look] })).toThrow('Two tools are called "Look"');
  // @ts-expect-error: what a provider calls a tool is for that provider's own call.
  expect(() => llm("tiny:tiny-1", { tools: [{ name: "raw" }] })).toThrow(CallOptionsError);
});

it("shows what it would send, and where that is from", async () => {
  const ask = llm("tiny:tiny-1", { callParams: { temperature: 1 } })(() => "?");
  expect(await ask.toRequest()).toEqual({
    model: "tiny-1",
    heat: 1,
    turns: [{ who: "person", says: "?" }],
    stream: false,
  });
  expect(await ask.explain()).toContain('model: "tiny-1" ← decorator\n');
});

it("is one registry, to which the same provider may come twice, and no other of its name", async () => {
  const mine = { ...tiny, name: "registered-in-a-test" };
  const ask = llmCall("registered-in-a-test:m")(() => "?");
  expect(() => ask()).toThrow('No provider is registered as "registered-in-a-test"');
  registerProviders(mine);
  registerProviders(mine);
  expect(await ask.toRequest()).toMatchObject({ model: "m" });
  expect(() => registerProviders({ ...mine })).toThrow('Another provider is registered as "registered-in-a-test"');
  expect(() => registerProviders({ name: "a:b" } as Provider)).toThrow("registerProviders takes providers");
  await expect(llm("registered-in-a-test:m")(() => "?").toRequest()).rejects.toThrow("No provider");
});

/** Every accessor. */
function viewOf(response: CallResponse<unknown>) {
  const { content, refusal, reasoning, finishReason, finishReasons, model, id, provider, usage } = response;
  const { inputTokens, cachedTokens, outputTokens, totalTokens, messageParam, userMessageParam, messages } = response;
  const { callParams, tools, tool: first, fnArgs, ending, timing, warnings } = response;
  return {
    content,
    refusal,
    reasoning,
    finishReason,
    finishReasons,
    model,
    id,
    provider,
    usage,
    tokens: [inputTokens, cachedTokens, outputTokens, totalTokens],
    messageParam,
    userMessageParam,
    messages,
    callParams,
    tools,
    tool: first,
    fnArgs,
    ending,
    timing,
    warnings,
    text: String(response),
  };
}
