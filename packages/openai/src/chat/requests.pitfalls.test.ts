import { openaiCall } from "@zoetrope/openai";
import { json, startTestServer, type TestServer } from "@zoetrope/test-server";
import { describe, expect, test } from "vitest";
import { answer, completion, text, usage, chunk, finish, delta } from "./__fixtures__/chat-chunks.js";
import { ask, askWhole, clientOf, read, serve } from "./__fixtures__/ask-server.js";
import { done, sse } from "@zoetrope/test-server";

const streamed = { body: answer("Hello") };
const whole = json(200, completion({ content: "Hello" }));

function sent(server: TestServer): unknown[] {
  return server.requests.map(({ body }): unknown => JSON.parse(body));
}

describe("S17", () => {
  test("S17: the sent body: model, messages and the usage report, and nothing else", async () => {
    await using server = await startTestServer();
    server.reply(streamed);
    server.reply(whole);
    await read(ask(server));
    await askWhole(server);
    const messages = [{ role: "user", content: "Hi" }];
    expect(sent(server)).toEqual([
      { model: "gpt-4o-mini", messages, stream: true, stream_options: { include_usage: true } },
      { model: "gpt-4o-mini", messages },
    ]);
    expect(server.requests[0]).toMatchObject({ method: "POST", url: "/v1/chat/completions" });
  });

  test.each([
    [{ include_obfuscation: false }, { include_usage: true, include_obfuscation: false }],
    [{ include_usage: false }, { include_usage: false }],
    [{}, { include_usage: true }],
    [undefined, { include_usage: true }],
    [null, undefined],
  ])("S17: the user's stream_options %o are merged into %o, and not changed", async (stream_options, expected) => {
    await using server = await startTestServer();
    server.reply(streamed);
    const callParams = Object.freeze(
      stream_options === undefined ? {} : { stream_options: stream_options && Object.freeze(stream_options) },
    );
    const before = structuredClone(callParams);
    await read(ask(server, { callParams }));
    expect(sent(server)).toMatchObject([{ stream: true }]);
    expect(Object(sent(server)[0]).stream_options).toEqual(expected);
    expect(callParams).toEqual(before);
  });

  test("S17: stream_options are never sent without stream, where OpenAI refuses them", async () => {
    await using server = await startTestServer();
    server.reply(whole);
    await askWhole(server, { callParams: { stream_options: { include_usage: true } } });
    expect(sent(server)[0]).not.toHaveProperty("stream_options");
  });

  test("callParams: undefined is dropped, null is sent, params of other servers pass", async () => {
    await using server = await startTestServer();
    server.reply(streamed);
    server.reply(whole);
    const callParams = { temperature: 0, stop: null, top_k: 4, seed: undefined };
    // Not everybody compiles with exactOptionalPropertyTypes; here `seed: undefined` is what a caller without it may write.
    const given: object = callParams;
    await read(ask(server, { callParams: given }));
    await askWhole(server, { callParams: given });
    const own = { temperature: 0, stop: null, top_k: 4 };
    expect(sent(server)).toMatchObject([own, own]);
    expect(server.requests.every(({ body }) => !body.includes("seed"))).toBe(true);
  });

  test("what a caller changes after decoration is not seen by a call", async () => {
    await using server = await startTestServer();
    server.reply(streamed);
    const callParams = { temperature: 0 };
    const fn = openaiCall("gpt-4o-mini", { client: clientOf(server), callParams, stream: true })(() => "Hi");
    callParams.temperature = 1;
    await read(fn());
    expect(sent(server)[0]).toHaveProperty("temperature", 0);
  });
});

describe("S14, S15, S16", () => {
  const details = {
    prompt_tokens_details: { cached_tokens: 40, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 7 },
  };

  test("S14: the trailing usage chunk keeps the finish reason, and no accessor of it throws", async () => {
    await using server = await serve(answer("Hello"));
    const stream = ask(server);
    const { chunks } = await read(stream);
    const last = chunks.at(-1);
    expect([last?.choices, last?.choice, last?.delta, last?.content, last?.finishReasons]).toEqual([
      [],
      undefined,
      undefined,
      "",
      [],
    ]);
    expect([last?.refusal, last?.reasoning, last?.audio, last?.audioTranscript, last?.logprobs]).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
    expect([last?.inputTokens, last?.outputTokens, last?.totalTokens, last?.cachedTokens]).toEqual([3, 1, 4, null]);
    expect([last?.id, last?.model, last?.created, String(last)]).toEqual([
      "chatcmpl-1",
      "gpt-4o-mini",
      1_700_000_000,
      "",
    ]);
    expect([stream.finishReasons, stream.constructCallResponse().finishReasons]).toEqual([["stop"], ["stop"]]);
  });

  test("S15: cumulative usage is not summed: the last word wins, and null after it takes nothing away", async () => {
    const counted = (content: string, completion_tokens: number) => ({
      ...text(content),
      usage: { prompt_tokens: 3, completion_tokens, total_tokens: 3 + completion_tokens },
    });
    await using server = await serve([
      ...sse(counted("a", 1), counted("b", 2), counted("c", 11), { ...finish(), usage: null }),
      done(),
    ]);
    const stream = ask(server);
    await read(stream);
    expect(stream.usage).toEqual({ prompt_tokens: 3, completion_tokens: 11, total_tokens: 14 });
    expect(stream.constructCallResponse().totalTokens).toBe(14);
  });

  test("S16: cached and reasoning tokens are the same in the stream, its response and the whole answer", async () => {
    await using server = await startTestServer();
    const report = usage(50, 20, details);
    server.reply({ body: [...sse(text("Hello"), finish(), report), done()] });
    server.reply(json(200, completion({ content: "Hello" }, { usage: report.usage })));
    const stream = ask(server);
    await read(stream);
    const common = { inputTokens: 50, cachedTokens: 40, outputTokens: 20, reasoningTokens: 7, totalTokens: 70 };
    const counts = { inputTokens: 50, cachedTokens: 40, outputTokens: 20, totalTokens: 70 };
    expect(stream).toMatchObject({ ...counts, usage: report.usage });
    const expected = { ...counts, usage: report.usage, common: { usage: common } };
    expect(stream.constructCallResponse()).toMatchObject(expected);
    expect(await askWhole(server)).toMatchObject(expected);
  });

  test("S16: no usage reported is null, not zero", async () => {
    await using server = await serve([...sse(text("Hello"), finish()), done()]);
    const stream = ask(server);
    const response = await stream.response();
    for (const holder of [stream, response]) {
      expect([holder.usage, holder.inputTokens, holder.cachedTokens, holder.outputTokens, holder.totalTokens]).toEqual([
        null,
        null,
        null,
        null,
        null,
      ]);
    }
    expect(response.common.usage).toBeNull();
  });
});

describe("S18, S19, S20", () => {
  test("S18: n > 1: the text is that of choice 0, the others are found by choice", async () => {
    const choice = (index: number, content: string, finish_reason: string | null = null) =>
      chunk({ choices: [{ index, delta: { content }, finish_reason }] });
    const pieces = [choice(1, "Bon"), choice(0, "Hel"), choice(1, "jour", "length"), choice(0, "lo", "stop")];
    await using server = await serve([...sse(...pieces), done()]);
    const stream = ask(server, { callParams: { n: 2 } });
    const { chunks, text: joined } = await read(stream);
    expect([joined, stream.content, chunks.map((c) => c.content)]).toEqual(["Hello", "Hello", ["", "Hel", "", "lo"]]);
    expect(chunks.map((c) => c.choices[0]?.delta.content)).toEqual(["Bon", "Hel", "jour", "lo"]);
    const response = stream.constructCallResponse();
    expect(response.response.choices.map((c) => [c.index, c.message.content])).toEqual([
      [0, "Hello"],
      [1, "Bonjour"],
    ]);
    expect([stream.finishReasons, response.finishReasons]).toEqual([
      ["stop", "length"],
      ["stop", "length"],
    ]);
  });

  test("S19: refusals, reasoning and logprobs are gathered in full", async () => {
    const token = (value: string) => ({ token: value, logprob: -0.5, bytes: null, top_logprobs: [] });
    const pieces = [
      delta({ reasoning_content: "Hmm, " }),
      delta({ reasoning_content: "no." }),
      delta({ refusal: "I can" }, { logprobs: { content: null, refusal: [token("I can")] } }),
      delta({ refusal: "not." }, { logprobs: { content: null, refusal: [token("not.")] } }),
      delta({ content: "So" }, { logprobs: { content: [token("So")], refusal: null } }),
      delta({ content: "rry" }, { logprobs: { content: [token("rry")], refusal: null } }),
    ];
    await using server = await serve([...sse(...pieces, finish()), done()]);
    const stream = ask(server);
    const { chunks } = await read(stream);
    expect(chunks.map((c) => [c.reasoning, c.refusal, c.logprobs?.refusal?.length ?? 0])).toEqual([
      ["Hmm, ", null, 0],
      ["no.", null, 0],
      [null, "I can", 1],
      [null, "not.", 1],
      [null, null, 0],
      [null, null, 0],
      [null, null, 0],
    ]);
    const logprobs = { content: [token("So"), token("rry")], refusal: [token("I can"), token("not.")] };
    const expected = { content: "Sorry", refusal: "I cannot.", reasoning: "Hmm, no.", logprobs };
    expect(stream).toMatchObject(expected);
    expect(stream.constructCallResponse()).toMatchObject(expected);
  });

  test("S19: a lone surrogate split over two deltas is whole in the text", async () => {
    // Written as escapes, because UTF-8 has no half of a character.
    const [high, low] = ["\\ud83d", "\\ude00"].map((half) => JSON.stringify(text("?")).replace("?", half));
    await using server = await serve([`data: ${high}\n\n`, `data: ${low}\n\n`, ...sse(finish()), done()]);
    const stream = ask(server);
    expect((await read(stream)).text).toBe("😀");
    expect([stream.content, stream.constructCallResponse().content, stream.messageParam.content]).toEqual([
      "😀",
      "😀",
      "😀",
    ]);
  });

  test("S20: times are set, in order, in the stream and in its response; for a whole answer too", async () => {
    await using server = await startTestServer();
    server.reply({ body: [...sse(delta({ role: "assistant", content: "" }), text("Hello"), finish()), done()] });
    server.reply(whole);
    const before = Date.now() - 50;
    const stream = ask(server);
    expect(stream.timing).toEqual({ startedAt: null, firstChunkAt: null, firstContentAt: null, endedAt: null });
    await read(stream);
    const { startedAt, firstChunkAt, firstContentAt, endedAt } = stream.timing;
    const times = [before, startedAt, firstChunkAt, firstContentAt, endedAt, Date.now() + 50];
    expect(times).toEqual(times.map(Number).toSorted((a, b) => a - b));
    expect(firstContentAt).toBeGreaterThan(Number(firstChunkAt));
    expect(stream.constructCallResponse().timing).toEqual(stream.timing);
    const { timing } = await askWhole(server);
    expect(timing.startedAt).toBeGreaterThan(before);
    expect(timing.endedAt).toBeGreaterThan(Number(timing.startedAt));
  });

  test("S20: a stream that was aborted, and one that failed, have an end", async () => {
    await using server = await startTestServer();
    server.reply({ body: sse(text("Hello")) });
    const [failed, left] = [ask(server), ask(server)];
    await read(failed);
    left.cancel();
    expect([typeof failed.timing.endedAt, typeof left.timing.endedAt, left.timing.startedAt]).toEqual([
      "number",
      "number",
      null,
    ]);
  });
});

describe("P8", () => {
  test("P8: a key given for one call goes to its server, into no other call, and not into the environment", async () => {
    await using server = await startTestServer();
    server.reply(whole);
    const before = { ...process.env };
    const baseURL = `${server.url}/v1`;
    const keys = ["sk-one", "sk-two", "sk-one"];
    const answers = await Promise.all(keys.map((apiKey) => openaiCall("m", { apiKey, baseURL })(() => "Hi")()));
    await openaiCall("m", { baseURL })(() => "Hi")();
    const shown = server.requests.map(({ headers }) => headers.authorization).toSorted();
    expect(shown).toEqual(["Bearer not-needed", "Bearer sk-one", "Bearer sk-one", "Bearer sk-two"]);
    expect({ ...process.env }).toEqual(before);
    expect(JSON.stringify(answers)).not.toContain("sk-");
  });

  test("P8: no error and no toJSON() shows the key", async () => {
    await using server = await serve(sse(text("Hel")));
    const stream = openaiCall("m", { apiKey: "sk-secret", baseURL: `${server.url}/v1`, stream: true })(() => "Hi")();
    const { error } = await read(stream);
    const shown = [
      String(error),
      JSON.stringify(error),
      JSON.stringify(stream.constructCallResponse({ partial: true })),
    ].join();
    expect(shown).toContain("Hel");
    expect(shown).not.toContain("sk-secret");
  });
});
