import { BaseTool, CallOptionsError } from "@zoetrope/core";
import { sse } from "@zoetrope/test-server";
import { describe, expect, expectTypeOf, test } from "vitest";
import { z } from "zod";
import { completion, delta, finish } from "../chat/__fixtures__/chat-chunks.js";
import type { OpenAICallResponse } from "../chat/call-response.js";
import type { OpenAIStream } from "../chat/stream.js";
import { createTestClient } from "../testing.js";
import { openaiCompatible } from "./openai-compatible.js";
import type { VendorOptions } from "./vendor.js";
import { vendors } from "./vendors.js";

class Look extends BaseTool.with({ at: z.string() }) {
  override call(): string {
    return this.at;
  }
}
class Strict extends BaseTool.with({ at: z.string() }, { strict: true }) {
  override call(): string {
    return this.at;
  }
}
const Book = z.object({ title: z.string() });
/** What OpenAI's strict form cannot express. */
const Anything = z.object({ titles: z.record(z.string(), z.string()) });

/** A vendor of one's own with these capabilities, and no others than OpenAI's. */
function own(capabilities: VendorOptions = {}) {
  return openaiCompatible({ name: "own", label: "Own", baseURL: "http://127.0.0.1:1", ...capabilities });
}

test("without any it is sent what OpenAI is sent", async () => {
  const call = own().call("m", { stream: true, tools: [Strict], toolChoice: Strict, callParams: { maxTokens: 5 } });
  expect(await call(() => "Hi").toRequest()).toMatchObject({
    max_completion_tokens: 5,
    stream_options: { include_usage: true },
    tools: [{ type: "function", function: { name: "Strict", strict: true } }],
    tool_choice: { type: "function", function: { name: "Strict" } },
  });
});

test("a call's result is typed as OpenAI's", () => {
  const { call } = own();
  expectTypeOf(call("m", { stream: true })(() => "Hi")).returns.toEqualTypeOf<OpenAIStream>();
  expectTypeOf(call("m")(() => "Hi")).returns.toEqualTypeOf<Promise<OpenAICallResponse>>();
  expectTypeOf(call("m", { responseModel: Book })(() => "Hi")).returns.toEqualTypeOf<Promise<{ title: string }>>();
});

describe("usageOption: false", () => {
  const { call } = own({ usageOption: false });

  test("sends no stream_options, and the explanation speaks of none", async () => {
    const ask = call("m", { stream: true })(() => "Hi");
    expect(await ask.toRequest()).toEqual({ model: "m", messages: [{ role: "user", content: "Hi" }], stream: true });
    expect(await ask.explain()).not.toContain("stream_options");
    const none = call("m", { stream: true, callParams: { stream_options: null } })(() => "Hi");
    expect(await none.toRequest()).not.toHaveProperty("stream_options");
  });

  test("refuses stream_options that are asked for", async () => {
    const ask = call("m", { stream: true, callParams: { stream_options: { include_usage: true } } })(() => "Hi");
    await expect(ask.toRequest()).rejects.toThrow(
      new CallOptionsError(
        "Own does not understand callParams.stream_options. Leave it out: usage is reported where the vendor reports it.",
      ),
    );
  });
});

describe("paramNames", () => {
  const { call } = own({ paramNames: { max_completion_tokens: "max_tokens", seed: "random_seed" } });
  const sent = async (callParams: object) => {
    const { messages: _messages, model: _model, ...params } = await call("m", { callParams })(() => "Hi").toRequest();
    return params;
  };

  test("hold for the neutral names and for OpenAI's; the vendor's own pass", async () => {
    const expected = { max_tokens: 5, random_seed: 1 };
    expect(await sent({ maxTokens: 5, seed: 1 })).toEqual(expected);
    expect(await sent({ max_completion_tokens: 5, seed: 1 })).toEqual(expected);
    expect(await sent({ max_tokens: 5, random_seed: 1 })).toEqual(expected);
  });

  test.each<[object, object, number]>([
    [{ random_seed: 1 }, { seed: 2 }, 2],
    [{ seed: 1 }, { random_seed: 2 }, 2],
  ])("are one param under two names: of %j and then %j the last counts", async (first, second, seed) => {
    const messages = [{ role: "user", content: "Hi" }] as const;
    const body = await call("m", { callParams: first })(() => ({ messages, callParams: second })).toRequest();
    expect(body).toEqual({ model: "m", messages, random_seed: seed });
  });
});

describe("a value that is asked for", () => {
  const formOf = async (capabilities: VendorOptions, options: object, responseModel: z.ZodType = Book) => {
    const call = own(capabilities).call("m", { responseModel, ...options })(() => "Some JSON, please.");
    const { response_format: format, tool_choice: choice, tools } = await call.toRequest();
    return { format: format?.type, choice, tools: tools?.length };
  };
  const forced = { type: "function", function: { name: "response" } };
  const schema = { format: "json_schema", choice: undefined, tools: undefined };
  const asTool = { format: undefined, choice: forced, tools: 1 };
  const asJSON = { format: "json_object", choice: undefined, tools: undefined };

  test.each<[string, VendorOptions, object, object]>([
    ["strict, where all models can", {}, {}, schema],
    ["a tool, where some models can", { jsonSchema: "some models" }, {}, asTool],
    ["strict, where some can and the call says so", { jsonSchema: "some models" }, { mode: "strict" }, schema],
    ["a tool, where none can", { jsonSchema: "no model" }, {}, asTool],
    ["any JSON, where there are no tools either", { jsonSchema: "no model", tools: "none" }, {}, asJSON],
    ["any JSON, in JSON mode", { jsonSchema: "no model" }, { jsonMode: true }, asJSON],
    ["any JSON, where the call says so", { jsonSchema: "no model" }, { mode: "json" }, asJSON],
  ])("is %s", async (_, capabilities, options, expected) => {
    expect(await formOf(capabilities, options)).toEqual(expected);
  });

  test.each<[VendorOptions, unknown]>([
    [{}, forced],
    [{ toolChoice: "words" }, "required"],
    [{ toolChoice: "words", requiredTool: "any" }, "any"],
    // The model may then answer in text, in which the value is looked for.
    [{ toolChoice: "unforced" }, undefined],
  ])("as a tool is forced as far as %j goes", async (capabilities, choice) => {
    expect(await formOf(capabilities, { mode: "tool" })).toEqual({ ...asTool, choice });
    expect(await formOf(capabilities, {}, Anything)).toEqual({ ...asTool, choice });
  });

  test.each<[VendorOptions, object, string]>([
    [{ jsonSchema: "no model" }, { mode: "strict" }, 'mode: "strict"'],
    [{ jsonObject: false }, { mode: "json" }, 'mode: "json"'],
    [{ tools: "none" }, { mode: "tool" }, 'mode: "tool"'],
  ])("is refused where %j cannot give %j", (capabilities, options, asked) => {
    expect(() => own(capabilities).call("m", { responseModel: Book, ...options })).toThrow(CallOptionsError);
    expect(() => own(capabilities).call("m", { responseModel: Book, ...options })).toThrow(
      `Own cannot be asked for this with ${asked}. What it can be asked for: `,
    );
  });

  test("is refused where nothing is left for a schema that strict cannot express", () => {
    const { call } = own({ tools: "none", jsonObject: false });
    expect(() => call("m", { responseModel: Anything })).toThrow(
      'Own cannot be asked for this with mode: "auto". What it can be asked for: a schema that OpenAI\'s strict form can express (mode: "strict").',
    );
  });

  test("JSON mode is refused where there is none", () => {
    expect(() => own({ jsonObject: false }).call("m", { jsonMode: true })).toThrow(
      "Own cannot be asked for this with jsonMode.",
    );
  });

  test("comes as a tool call, or in the text of a model that was not forced", async () => {
    const args = '{"title":"Dune"}';
    const tool_calls = [{ id: "1", type: "function", function: { name: "response", arguments: args } }];
    const client = createTestClient([
      JSON.stringify(completion({ content: null, tool_calls })),
      JSON.stringify(completion({ content: `Here it is: ${args}` })),
      sse(delta({ tool_calls: [{ index: 0, ...tool_calls[0] }] }), finish("tool_calls")).join(""),
    ]);
    const deepseek = openaiCompatible(vendors.deepseek);
    const ask = deepseek.call("m", { responseModel: Book, client })(() => "A book");
    expect([await ask(), await ask()]).toEqual([{ title: "Dune" }, { title: "Dune" }]);
    const stream = deepseek.call("m", { responseModel: Book, client, stream: true })(() => "A book")();
    expect(await stream.final()).toEqual({ title: "Dune" });
    expect(client.requests.map(({ body }) => Object(body).tool_choice)).toEqual([undefined, undefined, undefined]);
  });
});

describe("tools", () => {
  test("none: a call with tools is refused, whoever brings them", async () => {
    const { call } = own({ tools: "none" });
    const refused = "Own takes no tools, and the call has Look. Leave them out.";
    expect(() => call("m", { tools: [Look] })).toThrow(new CallOptionsError(refused));
    await expect(
      call("m")(() => ({ messages: [{ role: "user", content: "Hi" }], tools: [Look] })).toRequest(),
    ).rejects.toThrow(refused);
  });

  test("not strict: a strict tool is refused, classes and definitions", () => {
    const { call } = own({ tools: "not strict" });
    const raw = { type: "function", function: { name: "raw", strict: true } } as const;
    expect(() => call("m", { tools: [Look, Strict] })).toThrow(
      'The tool "Strict" is strict, and Own does not hold its models to a tool\'s schema. Leave `strict` out.',
    );
    expect(() => call("m", { tools: [raw] })).toThrow(CallOptionsError);
    expect(() => call("m", { tools: [Look] })).not.toThrow();
  });
});

describe("toolChoice", () => {
  const choiceOf = async (
    capabilities: VendorOptions,
    toolChoice: "auto" | "none" | "required" | typeof Look,
    others = 0,
  ) => {
    const tools = others ? [Look, Strict] : [Look];
    const { tool_choice } = await own(capabilities)
      .call("m", { tools, toolChoice })(() => "Hi")
      .toRequest();
    return tool_choice;
  };

  test("words: a tool by name is the only tool that is required", async () => {
    const capabilities = { toolChoice: "words" } as const;
    expect(await choiceOf(capabilities, Look)).toBe("required");
    expect(await choiceOf(capabilities, "none")).toBe("none");
    await expect(choiceOf(capabilities, Look, 1)).rejects.toThrow(
      'Own cannot be told which tools to call, as toolChoice does. Write "required", and give the call that tool only.',
    );
  });

  test("unforced: all but auto is refused", async () => {
    const capabilities = { toolChoice: "unforced" } as const;
    expect(await choiceOf(capabilities, "auto")).toBe("auto");
    for (const choice of ["none", "required", Look] as const) {
      await expect(choiceOf(capabilities, choice)).rejects.toThrow(
        "Own cannot be told which tools to call, as toolChoice does. Leave toolChoice out.",
      );
    }
  });

  test("requiredTool is what is sent for required", async () => {
    expect(await choiceOf({ requiredTool: "any" }, "required")).toBe("any");
    expect(await choiceOf(vendors.mistral, "required")).toBe("any");
  });
});

describe("reasoningField", () => {
  const details = [{ type: "reasoning.text", text: "Hm" }];
  const earlier = { role: "assistant", content: "Hello", reasoning_content: "Hm", reasoning_details: details } as const;
  const other = { role: "assistant", content: "Bye", reasoning: "So" } as const;
  const user = { role: "user", content: "Hi", reasoning: "mine" } as const;

  test.each<[VendorOptions["reasoningField"] & string, object[]]>([
    ["as it came", [earlier, other, user]],
    ["none", [{ role: "assistant", content: "Hello" }, { role: "assistant", content: "Bye" }, user]],
    ["reasoning", [{ role: "assistant", content: "Hello", reasoning: "Hm" }, other, user]],
    [
      "reasoning_content",
      [
        { role: "assistant", content: "Hello", reasoning_content: "Hm" },
        { role: "assistant", content: "Bye", reasoning_content: "So" },
        user,
      ],
    ],
  ])("%s", async (reasoningField, messages) => {
    const given = [earlier, other, user];
    const before = structuredClone(given);
    const { messages: sent } = await own({ reasoningField })
      .call("m")(() => given)
      .toRequest();
    expect(sent).toEqual(messages);
    expect(given).toEqual(before);
  });

  test("what a vendor answered is sent back in the field that it takes", async () => {
    const client = createTestClient([JSON.stringify(completion({ content: "Hello", reasoning: "Hm" }))]);
    const { call } = openaiCompatible(vendors.groq);
    const answered = await call("m", { client })(() => "Hi")();
    expect(answered.reasoning).toBe("Hm");
    const { messages } = await call("m")(() => [answered.messageParam, user]).toRequest();
    expect(messages[0]).toEqual({ role: "assistant", content: "Hello" });
  });
});

test("acceptMissingFinishReason holds for all streams of the vendor", async () => {
  const unfinished = sse(delta({ content: "Hello" })).join("");
  const client = createTestClient([unfinished, unfinished]);
  const stream = own({ acceptMissingFinishReason: true }).call("m", { client, stream: true })(() => "Hi")();
  expect((await stream.response()).content).toBe("Hello");
  await expect(
    own()
      .call("m", { client, stream: true })(() => "Hi")()
      .response(),
  ).rejects.toMatchObject({
    name: "StreamTruncatedError",
    provider: "own",
  });
});

describe("options that make no sense", () => {
  test.each<[VendorOptions, string]>([
    [
      { name: "My Vendor", baseURL: "http://a" },
      'A vendor\'s name stands before the colon of a model, and "My Vendor" cannot',
    ],
    [{ name: "own" }, "own: there is no baseURL."],
    [{ baseURL: "localhost:1234" }, "compatible: the baseURL is no http(s) address."],
  ])("%j", (options, message) => {
    expect(() => openaiCompatible(options)).toThrow(CallOptionsError);
    expect(() => openaiCompatible(options)).toThrow(message);
  });

  test("a call without a model is told how to name one", async () => {
    await expect(
      openaiCompatible(vendors.groq)
        .call({})(() => "Hi")
        .toRequest(),
    ).rejects.toThrow('groq.call("…")');
  });
});
