import { describe, expect, it } from "vitest";
import { CallOptionsError, type Message, type Provider } from "../index.js";
import { tiny, type TinyTurn, type TinyTypes } from "./__fixtures__/tiny-provider.js";
import { answerResponse } from "./answer-response.js";
import { providerContract, type ContractOptions, type ContractRecording } from "./provider-contract.js";
import { randomHistory } from "./random-history.js";
import { seeded } from "./random.js";

const tools = [{ name: "look" }];
const encode = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const events = (...list: readonly object[]): Uint8Array<ArrayBuffer> =>
  encode(list.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(""));

const recordings: ContractRecording[] = [
  {
    name: "text",
    kind: "stream",
    body: events(
      { id: "1", model: "t", thinks: "Hm" },
      { says: "größer " },
      { says: "🎉" },
      { end: "done", usage: { read: 1, written: 2 } },
    ),
    twin: encode(
      JSON.stringify({
        id: "2",
        model: "t",
        thinks: "So",
        says: "kleiner",
        end: "done",
        usage: { read: 4, written: 9 },
      }),
    ),
  },
  {
    name: "calls",
    kind: "stream",
    body: events(
      { calls: [{ index: 0, id: "c1", tool: "look", args: '{"a' }] },
      { calls: [{ index: 0, args: '":1}' }] },
      { calls: [{ index: 1, id: "c2", tool: "unknown", args: "{" }] },
      { end: "calls" },
    ),
    options: { tools },
    expected: {
      content: "",
      calls: [
        { id: "c1", name: "look", args: { a: 1 } },
        { id: "c2", name: "unknown", args: "{" },
      ],
    },
  },
  { name: "error", kind: "stream", ending: "failed", body: events({ says: "Du" }, { error: "busy" }) },
  { name: "whole", kind: "whole", body: encode(JSON.stringify({ says: "Yes", end: "full" })) },
];

function contractOf(provider: Provider<TinyTypes>, over: Partial<ContractOptions<TinyTypes>> = {}) {
  return providerContract<TinyTypes>({
    provider,
    recordings,
    client: (answer) => ({ send: () => Promise.resolve(answerResponse(answer)) }),
    ...over,
  });
}

describe("a provider that keeps the contract", () => {
  const checks = contractOf(tiny);
  it.each(checks.map((check) => [check.name, check] as const))("%s", async (_name, { run }) => {
    expect(await run()).toBeUndefined();
  });

  it("is asked all of it", () => {
    expect(checks.map(({ name }) => name)).toEqual([
      "text: adds up to one response, however its bytes are cut",
      "text: broken off anywhere, has one ending, and is complete only when whole",
      "text: spoiled, makes no accessor throw",
      "text: is of the shape of its whole twin",
      ...[
        "adds up to one response, however its bytes are cut",
        "broken off anywhere, has one ending, and is complete only when whole",
        "spoiled, makes no accessor throw",
      ].map((what) => `calls: ${what}`),
      ...[
        "adds up to one response, however its bytes are cut",
        "broken off anywhere, has one ending, and is complete only when whole",
        "spoiled, makes no accessor throw",
      ].map((what) => `error: ${what}`),
      "whole: is read without a fault",
      "a request holds the model, the prompt and the neutral params",
      "neutral histories go to the provider and come back, save what the warnings say",
    ]);
  });
});

/** What each fault of a provider's is told as. A contract that lets one pass would prove nothing. */
describe("a provider that breaks it", () => {
  type Adapter = ReturnType<typeof tiny.adapter>;
  const withAdapter = (change: (adapter: Adapter) => Partial<Adapter>): Provider<TinyTypes> => ({
    ...tiny,
    adapter(options) {
      const adapter = tiny.adapter(options);
      return Object.assign(adapter, change(adapter));
    },
  });
  const faults: Record<string, [Provider<TinyTypes>, RegExp]> = {
    "calls a torn answer complete": [
      withAdapter(() => ({ verdict: () => "complete" })),
      /text: .*called complete: content is/,
    ],
    "loses an event": [
      withAdapter((adapter) => {
        const read = adapter.read.bind(adapter);
        let count = 0;
        return { read: (raw) => (++count === 2 ? adapter.empty() : read(raw)) };
      }),
      /calls: adds up .*the response: calls is /,
    ],
    "lets an accessor throw": [
      withAdapter((adapter) => {
        const read = adapter.read.bind(adapter);
        return {
          read: (raw) =>
            Object.defineProperty(read(raw), "id", { get: () => String(Object(raw).id).at(0)!.at(9)!.at(0) }),
        };
      }),
      /text: .*TinyChunk.id threw TypeError/,
    ],
    "says something else in pieces than as a whole": [
      withAdapter((adapter) => {
        const read = adapter.read.bind(adapter);
        return { read: (raw) => Object.defineProperty(read(raw), "content", { value: "x" }) };
      }),
      /text: .*its chunks say "xxxx"/,
    ],
    "keeps its own finish reasons": [
      {
        ...tiny,
        response(answer, context) {
          const response = tiny.response(answer, context);
          return Object.defineProperty(response, "common", { value: { ...response.common, finishReason: "full" } });
        },
      },
      /whole: .*common.finishReason is "full"/,
    ],
    "loses tool calls of a history in silence": [
      {
        ...tiny,
        convert: (messages) =>
          tiny.convert(messages.filter((message) => !("role" in message && message.role === "tool"))),
      },
      /neutral histories .*was lost, and \d+ warnings tell/,
    ],
    "sends no prompt": [{ ...tiny, body: (parts) => tiny.body({ ...parts, messages: [] }) }, /the prompt is not in/],
    "sends no params": [
      { ...tiny, body: (parts) => tiny.body({ ...parts, params: { model: parts.params.model } }) },
      /temperature is not in|maxTokens is not in/,
    ],
    "refuses a history": [
      {
        ...tiny,
        convert(messages: readonly (Message | TinyTurn)[]) {
          if (messages.length > 3) throw new CallOptionsError("too long");
          return tiny.convert(messages);
        },
      },
      /neutral histories .*too long/,
    ],
  };

  it.each(Object.entries(faults))("%s", async (_what, [provider, told]) => {
    const failed: string[] = [];
    for (const { name, run } of contractOf(provider)) {
      await run().catch((error: unknown) => failed.push(`${name}: ${String(error)}`));
    }
    expect(failed.join("\n")).toMatch(told);
  });
});

it("random histories are the same for the same seed, and others for another", () => {
  const of = (seed: number): string => JSON.stringify(randomHistory(seeded(seed)));
  expect(of(1)).toBe(of(1));
  expect(new Set(Array.from({ length: 50 }, (_, seed) => of(seed))).size).toBe(50);
  const all = Array.from({ length: 50 }, (_, seed) => of(seed)).join();
  for (const kind of ["tool_call", "tool_result", "image", "opaque", "elsewhere", "isError", "cacheControl"]) {
    expect(all).toContain(kind);
  }
});
