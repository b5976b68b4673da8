import type { ChaosConfig, ChatCompletionRequest, Fixture } from "@copilotkit/aimock";
import { Anthropic } from "@anthropic-ai/sdk";
import { anthropicCall } from "@zoetrope/anthropic";
import { runTools, withMiddleware, type CallEvent } from "@zoetrope/openai";
import { describe, expect, test, vi } from "vitest";
import { startForeignServer } from "./support/foreign-server.js";
import { Weather, wires, type Answer, type AnswerStream, type Calls } from "./support/foreign-wires.js";

// The wires as somebody else has read them. Where aimock and a provider differ, the test says so: what a provider really sends is
// in the recordings, on which each package is tested. On none of these wires does aimock send refusals or errors behind a status 200.

const question = "What is a zoetrope?";
const text = "A drum with slits, in which drawings seem to move. ½ € 🎞️";
const usage = { prompt_tokens: 11, completion_tokens: 7 };
const tokens = { inputTokens: 11, outputTokens: 7, totalTokens: 18 };
const book = { title: "Dune", author: "Frank Herbert", pages: 412 };
/** Generous for a busy machine, and far below what the servers here take for an answer that nobody stops. */
const atOnce = 1000;

/** More than any answer here has events, so that the last one comes whole. */
const cuts = Array.from({ length: 24 }, (_, i) => i + 1);

/** The answer to "Cut 3.", whose connection breaks behind its third event. */
function cutBehind(cut: number, response: Fixture["response"]): Fixture {
  return { match: { userMessage: `Cut ${cut}.` }, response, latency: 2, truncateAfterChunks: cut };
}

function answering(response: Fixture["response"], rest: Partial<Fixture> = {}): Fixture {
  return { match: {}, response, ...rest };
}

async function readAll(stream: AnswerStream): Promise<{ readonly contents: string[]; readonly response: Answer }> {
  const contents: string[] = [];
  for await (const [chunk] of stream) contents.push(chunk.content);
  return { contents, response: stream.constructCallResponse() };
}

describe.each(wires)("$name", ({ connect, cutOff, called: calledTools, streamsArguments }) => {
  test("a text, whole", async () => {
    await using server = await startForeignServer([answering({ content: text, usage })]);
    const { content, ending, common } = await connect(server.url).whole(question);
    expect([content, ending?.status, common.finishReason]).toEqual([text, "complete", "stop"]);
    expect(common.usage).toMatchObject(tokens);
    expect(server.requests.map(({ messages }) => messages)).toEqual([[{ role: "user", content: question }]]);
  });

  test("a text, streamed: chunk by chunk, and then the same", async () => {
    await using server = await startForeignServer([answering({ content: text, usage })]);
    const stream = connect(server.url).stream(question);
    const { contents, response } = await readAll(stream);
    expect(contents.filter((content) => content !== "")).toEqual(text.match(/.{1,8}/gs));
    expect([stream.content, response.content, stream.ending?.status]).toEqual([text, text, "complete"]);
    const whole = await connect(server.url).whole(question);
    expect([response.common.finishReason, response.common.usage]).toEqual(["stop", whole.common.usage]);
  });

  test("reasoning stands apart from the text", async () => {
    const reasoning = "They ask about a toy.";
    await using server = await startForeignServer([answering({ content: text, reasoning })]);
    const calls = connect(server.url);
    const { response } = await readAll(calls.stream(question));
    const whole = await calls.whole(question);
    expect([response, whole].map(({ content, reasoning }) => [content, reasoning])).toEqual([
      [text, reasoning],
      [text, reasoning],
    ]);
  });

  test("an answer that the token limit cut off", async () => {
    await using server = await startForeignServer([answering({ content: text, finishReason: "length" })]);
    const calls = connect(server.url);
    const { response } = await readAll(calls.stream(question));
    const whole = await calls.whole(question);
    expect([response, whole].map(({ content, common }) => [content, common.finishReason])).toEqual([
      [text, cutOff],
      [text, cutOff],
    ]);
  });

  describe.each([
    { kind: "whole", stream: false },
    { kind: "streamed", stream: true },
  ])("$kind", ({ stream }) => {
    test("tools, over two turns", async () => {
      const call = (city: string) => ({ name: "Weather", arguments: JSON.stringify({ city }) });
      const toolCalls = [call("Rome"), call("Oslo")];
      const answer = ({ messages }: ChatCompletionRequest) => ({ content: `I heard: ${results(messages).join(" ")}` });
      await using server = await startForeignServer([
        { match: { hasToolResult: false }, response: { content: "Let me see.", toolCalls } },
        { match: { hasToolResult: true }, response: answer },
      ]);
      const calls = connect(server.url);
      const run = stream ? calls.streamedRun(question) : calls.run(question);
      const said = ["", "", ""];
      for await (const [chunk, , turn] of run) said[turn] += chunk.content;
      const { reason, messages, turns, response } = await run.result();
      expect(reason).toBe("done");
      expect(turns.map(({ outcomes }) => outcomes.map(({ output }) => output))).toEqual([
        ["It is sunny in Rome.", "It is sunny in Oslo."],
        [],
      ]);
      expect(turns.map(({ response }) => response.common.finishReason)).toEqual([calledTools, "stop"]);
      expect(said[1]).toBe("Let me see.");
      expect(said[2]).toMatch(/^I heard: .*It is sunny in Rome\..* .*It is sunny in Oslo\./);
      expect(response?.content).toBe(said[2]);
      expect(messages.length).toBeGreaterThanOrEqual(4);
      // What aimock understood of the second request: every result belongs to a call that stands before it.
      const [, second] = server.requests;
      expect(server.requests).toHaveLength(2);
      const called = second?.messages.flatMap(({ tool_calls = [] }) => tool_calls) ?? [];
      expect(called.map(({ function: { name, arguments: args } }) => [name, JSON.parse(args)])).toEqual([
        ["Weather", { city: "Rome" }],
        ["Weather", { city: "Oslo" }],
      ]);
      const answered = second?.messages.flatMap(({ role, tool_call_id: id }) => (role === "tool" ? [id] : []));
      expect(answered).toEqual(called.map(({ id }) => id));
    });

    test("a refused request is the SDK's error, with the server's words", async () => {
      const error = { message: "The zoetrope is out of order.", type: "invalid_request_error" };
      await using server = await startForeignServer([answering({ error, status: 400 })]);
      const calls = connect(server.url);
      const asked = stream ? readAll(calls.stream(question)) : calls.whole(question);
      await expect(asked).rejects.toThrow(error.message);
      await expect(asked).rejects.toMatchObject({ status: 400 });
    });
  });

  // aimock does not look at the form that is asked for: what each request says of it is tested beside each provider.
  test.each(["strict", "tool"] as const)("a value, whole and as it arrives, mode: %s", async (mode) => {
    const value = JSON.stringify(book);
    await using server = await startForeignServer([
      { match: { predicate: ({ tools = [] }) => tools.length === 0 }, response: { content: value } },
      answering(({ tools = [] }) => ({
        toolCalls: tools.map(({ function: { name } }) => ({ name, arguments: value })),
      })),
    ]);
    const calls = connect(server.url);
    expect(await calls.value(question, mode)).toEqual(book);
    const streamed = calls.streamedValue(question, mode);
    const seen: string[] = [];
    for await (const partial of streamed) seen.push(JSON.stringify(partial));
    expect(await streamed.final()).toEqual(book);
    expect(streamed.source.ending?.status).toBe("complete");
    expect(seen.at(-1)).toBe(value);
    // aimock sends the arguments of Gemini's calls in one piece, as that API does by default.
    expect(seen.length).toBeGreaterThan(mode === "tool" && !streamsArguments ? 0 : 3);
    expect(server.requests.map(({ tools = [] }) => tools.length)).toEqual(mode === "tool" ? [1, 1] : [0, 0]);
  });

  test("leaving the loop closes the connection at once, and nothing more is read", async () => {
    await using server = await startForeignServer([answering({ content: text.repeat(50) }, { latency: 10 })]);
    const stream = connect(server.url).stream(question);
    for await (const [chunk] of stream) {
      expect(await server.connections()).toBe(1);
      if (chunk.content !== "") break;
    }
    await vi.waitFor(async () => expect(await server.connections()).toBe(0), atOnce);
    expect([stream.ending?.status, stream.content]).toEqual(["aborted", text.slice(0, 8)]);
  });

  test("an aborted signal closes it too, and the loop throws the reason", async () => {
    await using server = await startForeignServer([answering({ content: text.repeat(50) }, { latency: 10 })]);
    const controller = new AbortController();
    const stream = connect(server.url, { signal: controller.signal }).stream(question);
    const reason = new Error("enough");
    const reading = (async () => {
      for await (const [chunk] of stream) if (chunk.content !== "") controller.abort(reason);
    })();
    await expect(reading).rejects.toBe(reason);
    await vi.waitFor(async () => expect(await server.connections()).toBe(0), atOnce);
    expect([stream.ending?.status, stream.content]).toEqual(["aborted", text.slice(0, 8)]);
  });

  test("so does leaving the loop over a run of tools, in its second turn", async () => {
    const toolCalls = [{ name: "Weather", arguments: '{"city":"Rome"}' }];
    await using server = await startForeignServer([
      { match: { hasToolResult: false }, response: { toolCalls } },
      { match: { hasToolResult: true }, response: { content: text.repeat(50) }, latency: 10 },
    ]);
    const run = connect(server.url).streamedRun(question);
    let underWay = 0;
    for await (const [chunk, , turn] of run) {
      if (turn === 2 && chunk.content !== "") {
        underWay = server.underWay;
        break;
      }
    }
    expect(underWay).toBe(1);
    // The connection of the first turn is whole, and may be kept for what comes.
    await vi.waitFor(() => expect(server.underWay).toBe(0), atOnce);
    const { reason, turns, response } = await run.result();
    expect([reason, turns.length, response?.content]).toEqual(["aborted", 1, text.slice(0, 8)]);
  });

  test.each<[string, ChaosConfig, object]>([
    ["the request is dropped", { dropRate: 1 }, { status: 500 }],
    ["the rate is limited", { rateLimitRate: 1 }, { status: 429 }],
    ["the body is no JSON", { malformedRate: 1 }, { name: "MalformedChunkError" }],
    ["the connection is dropped", { disconnectRate: 1 }, { name: expect.any(String) }],
  ])("chaos: %s", async (_, chaos, error) => {
    await using server = await startForeignServer([answering({ content: text })], { chaos });
    const calls = connect(server.url);
    const streamed = await outcomeOf(calls, true);
    const whole = await outcomeOf(calls, false);
    expect(streamed).toMatchObject({ status: "failed", content: "", endings: 1, error });
    expect(whole).toMatchObject({ content: "", endings: 1, error });
    const value = calls.streamedValue(question, "strict");
    await expect(value.final()).rejects.toMatchObject(error);
    expect(value.source.ending?.status).toBe("failed");
    await expect(calls.value(question, "strict")).rejects.toMatchObject(error);
    await expect(calls.streamedRun(question).result()).rejects.toMatchObject(error);
  });

  test("chaos: a text that is cut behind each of its events", async () => {
    await using server = await startForeignServer(cuts.map((cut) => cutBehind(cut, { content: text })));
    const calls = connect(server.url);
    const outcomes = await Promise.all(cuts.map((cut) => outcomeOf(calls, true, `Cut ${cut}.`)));
    expect(outcomes.filter((outcome) => !isHonest(outcome))).toEqual([]);
    expect(outcomes.at(0)?.status).toBe("failed");
    expect(outcomes.at(-1)).toMatchObject({ status: "complete", content: text });
  });

  test("chaos: a value that is cut behind each of its events is whole, or an error", async () => {
    const content = JSON.stringify(book);
    await using server = await startForeignServer(cuts.map((cut) => cutBehind(cut, { content })));
    const calls = connect(server.url);
    const values = await Promise.allSettled(cuts.map((cut) => calls.streamedValue(`Cut ${cut}.`, "strict").final()));
    expect(values.at(0)?.status).toBe("rejected");
    expect(values.at(-1)?.status).toBe("fulfilled");
    const given = values.flatMap((value) => (value.status === "fulfilled" ? [value.value] : []));
    expect(new Set(given.map((value) => JSON.stringify(value)))).toEqual(new Set([content]));
  });

  test("chaos: calls of tools that are cut behind each of their events run only when they are whole", async () => {
    const toolCalls = [{ name: "Weather", arguments: '{"city":"Rome, the city of the seven hills"}' }];
    await using server = await startForeignServer([
      { match: { hasToolResult: true }, response: ({ messages }) => ({ content: results(messages).join() }) },
      ...cuts.map((cut) => cutBehind(cut, { content: "Let me see.", toolCalls })),
    ]);
    const calls = connect(server.url);
    const runs = await Promise.allSettled(cuts.map((cut) => calls.streamedRun(`Cut ${cut}.`).result()));
    expect([runs.at(0)?.status, runs.at(-1)?.status]).toEqual(["rejected", "fulfilled"]);
    const whole = runs.flatMap((run) => (run.status === "fulfilled" ? [run.value] : []));
    for (const { reason, response } of whole) {
      expect([reason, response?.content]).toEqual([
        "done",
        expect.stringContaining("Rome, the city of the seven hills"),
      ]);
    }
    expect(server.requests).toHaveLength(cuts.length + whole.length);
  });

  test("chaos: forty calls under all faults at once, half of them streamed, each end in one way", async () => {
    const rate = 0.15;
    const chaos = { dropRate: rate, malformedRate: rate, rateLimitRate: rate, disconnectRate: rate };
    await using server = await startForeignServer(
      [answering({ content: text }, { latency: 2, disconnectAfterMs: 20 })],
      { chaos },
    );
    const calls = connect(server.url);
    const outcomes = await Promise.all(Array.from({ length: 40 }, (_, i) => outcomeOf(calls, i % 2 === 0)));
    expect(outcomes.filter((outcome) => !isHonest(outcome))).toEqual([]);
    await vi.waitFor(() => expect(server.underWay).toBe(0), atOnce);
  });
});

test("Anthropic: aimock's strict mode takes the second turn, which has to begin with the thinking of the first", async () => {
  await using server = await startForeignServer(
    [
      { match: { hasToolResult: true }, response: { content: text } },
      answering({ reasoning: "I must look.", toolCalls: [{ name: "Weather", arguments: '{"city":"Rome"}' }] }),
    ],
    { strict: true },
  );
  const ask = anthropicCall("claude-haiku-4-5", {
    client: new Anthropic({ apiKey: "test", baseURL: server.url, maxRetries: 0 }),
    stream: true,
    tools: [Weather],
    callParams: { thinking: { type: "enabled", budget_tokens: 1024 }, max_tokens: 2048 },
  })((history: Anthropic.MessageParam[]) => history);
  const input: Anthropic.MessageParam[] = [{ role: "user", content: question }];
  const { messages, response } = await runTools(ask, input).result();
  expect(response?.content).toBe(text);
  // The same history without the thinking is refused.
  const forgetful = messages.map((message) =>
    message.role === "assistant" && typeof message.content !== "string"
      ? { ...message, content: message.content.filter(({ type }) => type !== "thinking") }
      : message,
  );
  await expect(ask(forgetful).response()).rejects.toMatchObject({ status: 400 });
});

interface Outcome {
  readonly status: string | undefined;
  readonly content: string;
  /** What was thrown; null where nothing was. */
  readonly error: unknown;
  /** How often an observer was told of an end. */
  readonly endings: number;
}

async function outcomeOf(calls: Calls, isStreamed: boolean, prompt = question): Promise<Outcome> {
  let endings = 0;
  const observer = {
    onEvent({ type }: CallEvent) {
      if (type === "end" || type === "error") endings++;
    },
  };
  if (isStreamed) {
    const stream = withMiddleware(calls.stream, observer)(prompt);
    const error = await readAll(stream).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    return { status: stream.ending?.status, content: stream.content, error, endings };
  }
  return withMiddleware(
    calls.whole,
    observer,
  )(prompt).then(
    ({ content, ending }) => ({ status: ending?.status, content, error: null, endings }),
    (error: unknown) => ({ status: "failed", content: "", error, endings }),
  );
}

/** One ending; complete exactly where all of the text is there and nothing was thrown. */
function isHonest({ status, content, error, endings }: Outcome): boolean {
  if (endings !== 1 || !text.startsWith(content)) return false;
  return status === "complete" ? content === text && error === null : status !== undefined && error instanceof Error;
}

function results(messages: ChatCompletionRequest["messages"]): string[] {
  return messages.flatMap(({ role, content }) => (role === "tool" && typeof content === "string" ? [content] : []));
}
