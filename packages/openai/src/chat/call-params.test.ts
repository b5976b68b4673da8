import { CallOptionsError, mergeParams } from "@zoetrope/core";
import { openaiCall } from "@zoetrope/openai";
import { describe, expect, test } from "vitest";
import { chatProvider } from "./provider.js";

describe("two names for the token limit: the one that was said last counts, and one is sent", () => {
  test.each<[string, readonly object[], object]>([
    ["the neutral name", [{ maxTokens: 5 }], { max_completion_tokens: 5 }],
    ["beside its own, undefined", [{ maxTokens: 5, max_completion_tokens: undefined }], { max_completion_tokens: 5 }],
    [
      "an own, undefined, written first",
      [{ max_completion_tokens: undefined, maxTokens: 5 }],
      { max_completion_tokens: 5 },
    ],
    ["beside the older name, undefined", [{ maxTokens: 5, max_tokens: undefined }], { max_completion_tokens: 5 }],
    ["undefined beside an own", [{ maxTokens: undefined, max_completion_tokens: 7 }], { max_completion_tokens: 7 }],
    [
      "both in one place: OpenAI's own is the more exact",
      [{ maxTokens: 5, max_completion_tokens: 7 }],
      { max_completion_tokens: 7 },
    ],
    ["the older name later", [{ maxTokens: 5 }, { max_tokens: 7 }], { max_tokens: 7 }],
    ["the neutral name later", [{ max_tokens: 7 }, { maxTokens: 5 }], { max_completion_tokens: 5 }],
    [
      "undefined later says nothing",
      [{ maxTokens: 5 }, { max_completion_tokens: undefined }],
      { max_completion_tokens: 5 },
    ],
    ["null later is sent", [{ maxTokens: 5 }, { max_completion_tokens: null }], { max_completion_tokens: null }],
  ])("%s", (_, layers, sent) => {
    expect(mergeParams(chatProvider, layers)).toEqual(sent);
  });
});

test("every neutral name is sent under OpenAI's, and unknown ones as they are", () => {
  const params = { frequencyPenalty: 1, presencePenalty: 2, topP: 0.5, temperature: 0, seed: 3, stop: ["."], top_k: 4 };
  expect(mergeParams(chatProvider, [params])).toEqual({
    frequency_penalty: 1,
    presence_penalty: 2,
    top_p: 0.5,
    temperature: 0,
    seed: 3,
    stop: ["."],
    top_k: 4,
  });
});

test("what a caller changes in its params after the decoration is not sent, however deep", async () => {
  const stop = ["a"];
  const schema = { name: "book", schema: { type: "object", properties: { title: { type: "string" } } } };
  const callParams = { stop, response_format: { type: "json_schema" as const, json_schema: schema } };
  const fn = openaiCall("m", { callParams })(() => "Hi");
  const before = JSON.stringify(await fn.toRequest());
  stop.push("b");
  schema.schema.properties.title.type = "number";
  Object.assign(callParams, { temperature: 2 });
  expect(JSON.stringify(await fn.toRequest())).toBe(before);
  expect(await fn.toRequest()).toMatchObject({ stop: ["a"], response_format: { json_schema: { name: "book" } } });
});

describe("at decoration", () => {
  /** Calls what the types forbid, as JavaScript does. */
  const withParams = (callParams: unknown) => () => Reflect.apply(openaiCall, undefined, ["m", { callParams }]);

  test.each([
    ["stream", true],
    ["stream", false],
    ["messages", []],
    ["tools", []],
    ["tools", null],
  ])("callParams.%s: %j is a CallOptionsError: the library sets it", (name, value) => {
    expect(withParams({ [name]: value })).toThrow(CallOptionsError);
    expect(withParams({ [name]: value })).toThrow(`callParams.${name} is set by the library`);
  });

  test.each<[string, unknown]>([
    ["a function", () => 1],
    ["a symbol", Symbol("x")],
    ["a promise", Promise.resolve(1)],
  ])("params that hold %s are a CallOptionsError", (_, value) => {
    for (const params of [{ user: value }, { metadata: { deep: [value] } }]) {
      expect(withParams(params)).toThrow(CallOptionsError);
      expect(withParams(params)).toThrow(/callParams.*JSON/);
    }
  });

  test("an undefined one says nothing, and is accepted", () => {
    expect(withParams({ stream: undefined, messages: undefined, tools: undefined })()).toBeTypeOf("function");
  });
});
