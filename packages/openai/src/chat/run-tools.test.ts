import { BaseTool, InvalidTool, Messages, PartialTool, runTools, type Message, type ToolContext } from "@zoetrope/core";
import { OpenAICallResponse, openaiCall, type OpenAICallResponseChunk, type OpenAIRawTool } from "@zoetrope/openai";
import { createTestClient } from "@zoetrope/openai/testing";
import { done, json, sse, stall, startTestServer } from "@zoetrope/test-server";
import type OpenAI from "openai";
import { describe, expect, expectTypeOf, test } from "vitest";
import * as z from "zod";
import { clientOf, serve } from "./__fixtures__/ask-server.js";
import { answer, callDelta, completion, finish, text } from "./__fixtures__/chat-chunks.js";

type History = OpenAI.ChatCompletionMessageParam[];

class Search extends BaseTool.with({ query: z.string() }) {
  override call() {
    return [`about ${this.query}`];
  }
}
class Clock extends BaseTool.with({ zone: z.string().max(3) }) {
  override async call() {
    return 12;
  }
}
const tools = [Search, Clock] as const;
const question: History = [{ role: "user", content: "What time is it where cats are?" }];

/** The body of an answer that calls these tools. */
function calling(...calls: readonly (readonly [name: string, args: string])[]): string[] {
  const deltas = calls.map(([name, args], index) => callDelta({ index, id: `call_${index}`, name, args }));
  return [...sse(...deltas, finish("tool_calls")), done()];
}

const toolCalls = (...calls: readonly (readonly [name: string, args: string])[]) =>
  calls.map(([name, args], index) => ({
    id: `call_${index}`,
    type: "function",
    function: { name, arguments: args },
  }));

test("streams every turn's pairs, and sends a history that the API takes", async () => {
  const calls = [
    ["Search", '{"query":"cats"}'],
    ["Clock", '{"zone":"UTC"}'],
  ] as const;
  await using server = await serve([...sse(text("Let me see.")), ...calling(...calls)], answer("It is ", "noon."));
  const ask = openaiCall("m", { stream: true, tools, client: clientOf(server) })((history: History) => history);
  const run = runTools(ask, question);
  const seen: unknown[] = [];
  for await (const [chunk, tool, turn] of run) {
    expectTypeOf(chunk).toEqualTypeOf<OpenAICallResponseChunk>();
    expectTypeOf(tool).toEqualTypeOf<Search | Clock | InvalidTool | null>();
    if (tool instanceof Search) seen.push([turn, tool.query]);
    else if (tool instanceof Clock) seen.push([turn, tool.zone]);
    else if (chunk.content !== "") seen.push([turn, chunk.content]);
  }
  expect(seen).toEqual([
    [1, "Let me see."],
    [1, "cats"],
    [1, "UTC"],
    [2, "It is "],
    [2, "noon."],
  ]);
  const history = [
    ...question,
    { role: "assistant", content: "Let me see.", tool_calls: toolCalls(...calls) },
    { role: "tool", tool_call_id: "call_0", content: '["about cats"]' },
    { role: "tool", tool_call_id: "call_1", content: "12" },
  ];
  expect(server.requests.map(({ body }) => JSON.parse(body).messages)).toEqual([question, history]);
  const result = await run.result();
  expect(result.reason).toBe("done");
  expect(result.messages).toEqual([...history, { role: "assistant", content: "It is noon." }]);
  expect(result.response).toBeInstanceOf(OpenAICallResponse);
  expect(result.turns.map(({ response }) => response.finishReasons)).toEqual([["tool_calls"], ["stop"]]);
});

test("invalid arguments, an unknown tool and no arguments go back to the model as results", async () => {
  const client = createTestClient([
    calling(["Clock", '{"zone":"CEST"}'], ["Launch", "{}"], ["Search", '{"query":'], ["Search", ""]).join(""),
    answer("Sorry.").join(""),
  ]);
  const ask = openaiCall("m", { stream: true, tools, client })((history: History) => history);
  const { turns, reason } = await runTools(ask, question).result();
  expect(reason).toBe("done");
  const sent = client.requests[1]?.body.messages;
  expect(sent).toMatchObject([
    {},
    { tool_calls: [{}, {}, {}, {}] },
    { tool_call_id: "call_0", content: expect.stringMatching(/^Error: .*"Clock".*zone/) },
    { tool_call_id: "call_1", content: expect.stringMatching(/^Error: .*"Launch".*Search, Clock/) },
    { tool_call_id: "call_2", content: expect.stringMatching(/^Error: .*"Search" are no JSON/) },
    { tool_call_id: "call_3", content: expect.stringMatching(/^Error: .*"Search".*query/) },
  ]);
  for (const { tool, error } of turns[0]?.outcomes ?? []) {
    if (!(tool instanceof InvalidTool)) throw new Error("Expected an InvalidTool.");
    expect(error).toBe(tool.error);
  }
});

test("works without stream: one item a turn, its response", async () => {
  await using server = await startTestServer();
  server.reply(json(200, completion({ content: null, tool_calls: toolCalls(["Search", '{"query":"cats"}']) })));
  server.reply(json(200, completion({ content: "Cats." })));
  const ask = openaiCall("m", { tools, client: clientOf(server) })((history: History) => history);
  const run = runTools(ask, question);
  const seen: unknown[] = [];
  for await (const [response, tool, turn] of run) {
    expectTypeOf(response).toEqualTypeOf<OpenAICallResponse<Search | Clock>>();
    expectTypeOf(tool).toEqualTypeOf<null>();
    seen.push([response.content, response.tools.length, turn]);
  }
  expect(seen).toEqual([
    ["", 1, 1],
    ["Cats.", 0, 2],
  ]);
  expect((await run.result()).messages.length).toBe(4);
});

test("what the function adds to the history is sent each turn, and not kept", async () => {
  const client = createTestClient([calling(["Search", '{"query":"cats"}']).join(""), answer("Cats.").join("")]);
  const ask = openaiCall("m", { stream: true, tools, client })((history: readonly History[number][]) => [
    { role: "system", content: "Be brief." },
    ...history,
  ]);
  const { messages } = await runTools(ask, question).result();
  expect(client.requests[0]?.body.messages).toMatchObject([{ role: "system" }, { role: "user" }]);
  expect(client.requests[1]?.body.messages).toMatchObject([
    { role: "system" },
    { role: "user" },
    { role: "assistant" },
    { role: "tool" },
  ]);
  expect(messages.map(({ role }) => role)).toEqual(["user", "assistant", "tool", "assistant"]);
});

test("neutral messages can be the input", async () => {
  const client = createTestClient([answer("Hello.").join("")]);
  const ask = openaiCall("m", { stream: true, tools, client })((history: (Message | History[number])[]) => history);
  const { messages } = await runTools(ask, [Messages.user("Hi")]).result();
  expect(messages).toEqual([Messages.user("Hi"), { role: "assistant", content: "Hello." }]);
});

test("T8: partial tools are in the pairs, and in no history", async () => {
  const client = createTestClient([calling(["Search", '{"query":"cats"}']).join(""), answer("Cats.").join("")]);
  const ask = openaiCall("m", { stream: { partialTools: true }, tools, client })((history: History) => history);
  const run = runTools(ask, question);
  const kinds: unknown[] = [];
  for await (const [, tool] of run) {
    if (tool instanceof PartialTool && tool.is(Search))
      expectTypeOf(tool.args.query).toEqualTypeOf<string | undefined>();
    if (tool !== null) kinds.push(tool.constructor.name);
  }
  expect(kinds).toEqual(["PartialTool", "Search"]);
  const { turns } = await run.result();
  expect(turns.map(({ response, outcomes }) => [response.tools.length, outcomes.length])).toEqual([
    [1, 1],
    [0, 0],
  ]);
});

describe("stopped", () => {
  const half = [...sse(text("Let me"), callDelta({ index: 0, id: "call_0", name: "Search", args: '{"qu' })), stall()];

  test("breaking out of the loop closes the socket at once, and runs no tool", async () => {
    await using server = await serve(half);
    const ask = openaiCall("m", { stream: true, tools, client: clientOf(server) })((history: History) => history);
    const run = runTools(ask, question);
    for await (const [chunk] of run) {
      expect(chunk.content).toBe("Let me");
      break;
    }
    await server.until(() => server.openSockets === 0);
    const result = await run.result();
    expect([result.reason, result.response?.content]).toEqual(["aborted", "Let me"]);
    expect(result.messages).toEqual(question);
  });

  test("an aborted signal closes the socket while a read is pending, and the loop ends without an error", async () => {
    await using server = await serve(half);
    const controller = new AbortController();
    const { signal } = controller;
    // The call may listen to the same signal, and would throw its reason.
    const ask = openaiCall("m", { stream: true, tools, client: clientOf(server), signal })(
      (history: History) => history,
    );
    const run = runTools(ask, question, { signal });
    let said = "";
    for await (const [chunk] of run) {
      said += chunk.content;
      if (chunk.content === "") controller.abort("enough");
    }
    expect(said).toBe("Let me");
    await server.until(() => server.openSockets === 0);
    const result = await run.result();
    expect(result).toMatchObject({ reason: "aborted", cause: "enough", turns: [] });
    expect(result.messages).toEqual(question);
    expect(result.response).toMatchObject({ content: "Let me", tools: [] });
  });

  test("return() while headers are pending closes the socket, and is not kept waiting", async () => {
    await using server = await startTestServer();
    server.reply({ beforeHeaders: [stall()], body: [] });
    const ask = openaiCall("m", { stream: true, tools, client: clientOf(server) })((history: History) => history);
    const pairs = runTools(ask, question)[Symbol.asyncIterator]();
    const next = pairs.next();
    await server.until(() => server.requests.length === 1);
    expect(await pairs.return?.()).toEqual({ done: true, value: undefined });
    expect(await next).toEqual({ done: true, value: undefined });
    await server.until(() => server.openSockets === 0);
  });

  test("a tool that never returns is left, and can hear of it; the history can be sent", async () => {
    const heard: unknown[] = [];
    const controller = new AbortController();
    class Wait extends BaseTool.with({}) {
      override call(context?: ToolContext): Promise<never> {
        context?.signal.addEventListener("abort", () => heard.push(context.signal.reason));
        queueMicrotask(() => controller.abort("enough"));
        return new Promise(() => undefined);
      }
    }
    const client = createTestClient([
      calling(["Wait", ""], ["Search", '{"query":"cats"}']).join(""),
      answer("Never mind.").join(""),
    ]);
    const ask = openaiCall("m", { stream: true, tools: [Wait, Search], client })((history: History) => history);
    const { signal } = controller;
    const { reason, messages } = await runTools(ask, question, { signal }).result();
    expect([reason, heard]).toEqual(["aborted", ["enough"]]);
    expect(messages.slice(2)).toEqual([
      expect.objectContaining({ content: 'Error: The tool "Wait" had not returned when the run was stopped.' }),
      expect.objectContaining({ content: '["about cats"]' }),
    ]);
    expect((await ask(messages).response()).content).toBe("Never mind.");
  });
});

test("a refused second request throws the SDK's own error from the loop and from result()", async () => {
  await using server = await serve(calling(["Search", '{"query":"cats"}']));
  server.reply(json(401, { error: { message: "no" } }));
  const ask = openaiCall("m", { stream: true, tools, client: clientOf(server) })((history: History) => history);
  const run = runTools(ask, question);
  const loop = async () => {
    let pairs = 0;
    for await (const _ of run) pairs++;
    return pairs;
  };
  await expect(loop()).rejects.toMatchObject({ status: 401 });
  await expect(run.result()).rejects.toMatchObject({ status: 401 });
});

test("an answer that is cut runs no tools", async () => {
  const whole = calling(["Search", '{"query":"cats"}'], ["Clock", '{"zone":"UTC"}']);
  let runs = 0;
  class Count extends BaseTool.with({ query: z.string() }, { name: "Search" }) {
    override call() {
      return ++runs;
    }
  }
  // Search is handed out, when Clock opens; the finish reason never comes.
  const client = createTestClient([whole.slice(0, 2).join("")]);
  const ask = openaiCall("m", { stream: true, tools: [Count, Clock], client })((history: History) => history);
  await expect(runTools(ask, question).result()).rejects.toMatchObject({ name: "StreamTruncatedError" });
  expect(runs).toBe(0);
});

test("types: raw tools cannot be run, and a history of another kind does not fit", () => {
  const client = createTestClient([]);
  const raw: OpenAIRawTool = { type: "function", function: { name: "f" } };
  const askRaw = openaiCall("m", { stream: true, tools: [raw], client })((history: History) => history);
  // @ts-expect-error A raw tool has no call().
  runTools(askRaw, question);
  const askNeutral = openaiCall("m", { stream: true, tools, client })((history: Message[]) => history);
  // @ts-expect-error OpenAI's answers do not fit into a list of neutral messages.
  runTools(askNeutral, [Messages.user("Hi")]);
  const ask = openaiCall("m", { stream: true, tools, client })((name: string, history: History) => [
    { role: "system", content: name },
    ...history,
  ]);
  // Other arguments are bound by a function around it.
  const run = runTools((history: History) => ask("Ada", history), question, {
    onTurn: ({ outcomes }) => {
      for (const { tool, output, error } of outcomes) {
        if (error === null) expectTypeOf(output).toEqualTypeOf<string[] | number>();
        expectTypeOf(tool).toEqualTypeOf<Search | Clock | InvalidTool>();
      }
    },
  });
  run.cancel();
  expect(client.requests).toEqual([]);
});
