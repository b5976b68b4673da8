import { wireEvents } from "@zoetrope/test-server";
import { expect, it } from "vitest";
import { askStream, readAll, streamOf, type Run } from "./__fixtures__/ask.js";
import { callOf, type JSONObject } from "./__fixtures__/check-run.js";
import { call, message, response, sse, usage } from "./__fixtures__/events.js";
import { ownRecordings } from "./__fixtures__/own-recordings.js";
import { loadResponses } from "./__fixtures__/recordings.js";

const complete = [...loadResponses(), ...ownRecordings]
  .filter(({ kind, expected }) => kind === "stream" && expected.error === undefined)
  .map(({ name, body, expected }) => ({ name, expected, events: eventsOf(body) }));

for (const { name, expected, events } of complete) {
  const last = events.find(({ type }) => type === "response.completed" || type === "response.incomplete")!;
  // OpenRouter sends an `output_text` of its own, which is empty.
  const { output_text: _sent, ...final } = last.response as JSONObject;
  const said = { content: expected.text, reasoning: expected.reasoning, refusal: expected.refusal };
  const ask = (changed: readonly JSONObject[]): Promise<Run> => askStream({ reads: [sse(changed)] }, expected);

  it(`${name} adds up to the very response that its last event tells`, async () => {
    const { response } = await ask(events);
    const { output_text, ...raw } = response!.response;
    expect(raw).toEqual(final);
    expect(output_text).toBe(expected.text);
  });

  it(`${name} says the same where the last event has no output`, async () => {
    const { stream, response } = await ask(events.map((event) => (event === last ? withOutput(last, []) : event)));
    for (const answer of [stream!, response!]) expect(answer).toMatchObject(said);
    expect(stream!.tools.map(callOf)).toEqual(expected.tool_calls);
  });

  it(`${name} says the same where only the last event has output`, async () => {
    const { stream, pairs, response } = await ask([events[0]!, last]);
    for (const answer of [stream!, response!]) expect(answer).toMatchObject(said);
    expect(stream!.tools.map(callOf)).toEqual(expected.tool_calls);
    expect(pairs.map(([chunk]) => chunk.content).join("")).toBe(expected.text);
    expect(response!.response.output).toEqual(final.output);
  });

  it(`${name} says the same where items are not announced, or never said to be done`, async () => {
    for (const type of ["response.output_item.added", "response.output_item.done"]) {
      const { stream, response } = await ask(events.filter((event) => event.type !== type));
      for (const answer of [stream!, response!]) expect(answer, `without ${type}`).toMatchObject(said);
      expect(stream!.tools.map(callOf), `without ${type}`).toEqual(expected.tool_calls);
      expect(response!.response.output, `without ${type}`).toEqual(final.output);
    }
  });

  it(`${name}, broken after any event and resumed, says everything once`, async () => {
    const names = expected.tool_calls.map((one) => one.name);
    const step = Math.max(1, Math.floor(events.length / 25));
    for (let at = 1; at < events.length; at += step) {
      const broken = await readAll(
        streamOf({ reads: [sse(events.slice(0, at))], breaksWith: new Error("reset") }, names),
      );
      const rest = await readAll(streamOf({ reads: [sse(events.slice(at))] }, names, false));
      const where = `after event ${at}`;
      expect(broken.stream!.ending?.status, `${where}`).toBe("failed");
      expect(broken.stream!.content + rest.stream!.content, `${where}`).toBe(expected.text);
      expect((broken.stream!.reasoning ?? "") + (rest.stream!.reasoning ?? ""), `${where}`).toBe(
        expected.reasoning ?? "",
      );
      const tools = [...broken.stream!.tools, ...rest.stream!.tools];
      expect(tools.map(callOf), `${where}`).toEqual(expected.tool_calls);
      const { output_text: _text, ...raw } = rest.response!.response;
      expect(raw, `${where}`).toEqual(final);
    }
  });
}

it("hands out calls of one event one by one, in order, with empty chunks", async () => {
  const output = [call("1", "a", "{}"), message("Hi"), call("2", "b", '{"x":1}'), call("3", "c", "{")];
  const events = [{ type: "response.completed", response: response("completed", output, { usage }) }];
  const { pairs, stream } = await readAll(streamOf({ reads: [sse(events)] }, ["a", "b", "c"]));
  expect(pairs.map(([{ content, id, model }, tool]) => [content, id, model, tool?.toolCall.id])).toEqual([
    ["Hi", "resp_1", "m", "call_1"],
    ["", "resp_1", "m", "call_2"],
    ["", "resp_1", "m", "call_3"],
  ]);
  expect(stream!.tools.map(({ toolCall }) => toolCall.args)).toEqual([{}, { x: 1 }, "{"]);
});

it("takes the arguments of a whole item for those of the deltas, and calls under one id apart", async () => {
  const events = [
    { type: "response.output_item.added", output_index: 0, item: call("1", "a", "") },
    { type: "response.function_call_arguments.delta", output_index: 0, delta: '{"x":1' },
    { type: "response.output_item.added", output_index: 1, item: { ...call("1", "b", ""), id: "fc_other" } },
    { type: "response.function_call_arguments.delta", output_index: 1, delta: '{"y":2}' },
    { type: "response.output_item.done", output_index: 1, item: { ...call("1", "b", '{"y":2}'), id: "fc_other" } },
    { type: "response.output_item.done", output_index: 0, item: call("1", "a", '{"x":10}') },
    { type: "response.completed", response: response("completed", []) },
  ];
  const { stream, response: built } = await readAll(streamOf({ reads: [sse(events)] }, ["a", "b"]));
  const [first, second] = stream!.tools.map(({ toolCall }) => toolCall);
  expect([first!.args, second!.args]).toEqual([{ x: 10 }, { y: 2 }]);
  expect(first!.id).toBe("call_1");
  expect(second!.id).toMatch(/^call_\w{20,}$/);
  expect(built!.response.output).toMatchObject([{ call_id: "call_1" }, { call_id: second!.id, id: "fc_other" }]);
});

it("hands out a custom tool's call with its text", async () => {
  const item = { type: "custom_tool_call", id: "ctc_1", call_id: "call_9", name: "sql", input: "" };
  const events = [
    { type: "response.output_item.added", output_index: 0, item },
    { type: "response.custom_tool_call_input.delta", output_index: 0, item_id: "ctc_1", delta: "SELECT " },
    { type: "response.custom_tool_call_input.delta", output_index: 0, item_id: "ctc_1", delta: "{1}" },
    { type: "response.custom_tool_call_input.done", output_index: 0, item_id: "ctc_1", input: "SELECT {1}" },
    { type: "response.output_item.done", output_index: 0, item: { ...item, input: "SELECT {1}" } },
    { type: "response.completed", response: response("completed", [{ ...item, input: "SELECT {1}" }]) },
  ];
  const { stream } = await readAll(streamOf({ reads: [sse(events)] }, ["sql"]));
  expect(stream!.tools.map(({ toolCall }) => [toolCall.id, toolCall.args])).toEqual([["call_9", "SELECT {1}"]]);
  expect(stream!.toolMessageParams([[stream!.tools[0]!, "1 row"]])).toMatchObject([
    { role: "tool", content: [{ id: "call_9", extra: { "openai-responses": { type: "custom_tool_call_output" } } }] },
  ]);
});

it("leaves a call that was cut out of the answer, and shows it raw", async () => {
  const events = [
    { type: "response.output_item.added", output_index: 0, item: { type: "reasoning", id: "rs_1", summary: [] } },
    { type: "response.output_item.added", output_index: 1, item: call("1", "a", "") },
    { type: "response.function_call_arguments.delta", output_index: 1, delta: '{"x":1' },
  ];
  const { stream, response: built, error } = await readAll(streamOf({ reads: [sse(events)] }, ["a"]));
  expect(String(error)).toContain("The body of the stream ended");
  expect(stream!.ending?.status).toBe("truncated");
  expect(stream!.openToolCalls).toEqual([{ id: "call_1", name: "a", arguments: '{"x":1' }]);
  expect(built!.response.output).toMatchObject([{ type: "reasoning" }]);
  // Reasoning that nothing follows would be refused in the next turn.
  expect(built!.messageParam).toEqual({ role: "assistant", content: [] });
});

it("yields keepalive and unknown events, whose type the frame may name, and which change nothing", async () => {
  const body = new TextEncoder().encode(
    [
      'event: keepalive\ndata: {"sequence_number":7}\n\n',
      'data: {"type":"response.from_the_future","output_index":0,"delta":"no text"}\n\n',
      ": comment\n\nevent: ping\ndata: {}\n\ndata:\n\ndata: null\n\n",
      `data: ${JSON.stringify({ type: "response.completed", response: response("completed", [message("Hi")]) })}\n\n`,
      "data: [DONE]\n\n",
    ].join(""),
  );
  const { pairs, stream } = await readAll(streamOf({ reads: [body] }));
  expect(pairs.map(([{ type, sequenceNumber }]) => [type, sequenceNumber])).toEqual([
    ["keepalive", 7],
    ["response.from_the_future", null],
    ["response.completed", null],
  ]);
  expect(stream).toMatchObject({ content: "Hi", sequenceNumber: 7, ending: { status: "complete" } });
});

it("needs its last event, whatever else came", async () => {
  const begun = [
    { type: "response.created", response: response("in_progress", []) },
    { type: "response.output_text.delta", output_index: 0, content_index: 0, delta: "Hi" },
  ];
  const body = [sse(begun), new TextEncoder().encode("data: [DONE]\n\n")];
  const { stream, response: built } = await readAll(streamOf({ reads: body }));
  expect(stream).toMatchObject({ content: "Hi", finishReasons: [], ending: { status: "truncated" } });
  expect(built).toMatchObject({ content: "Hi", finishReasons: [], id: "resp_1" });
});

it.each([
  { type: "error", code: "overloaded", message: "Too busy", param: null },
  { type: "error", error: { code: "overloaded", message: "Too busy" } },
  { error: { code: "overloaded", message: "Too busy" } },
  { type: "response.failed", response: response("failed", [], { error: { code: "overloaded", message: "Too busy" } }) },
])("fails with the provider's error: %j", async (event) => {
  const begun = { type: "response.output_text.delta", output_index: 0, content_index: 0, delta: "Hi" };
  const { stream, error } = await readAll(streamOf({ reads: [sse([begun, event])] }));
  expect(error).toMatchObject({
    name: "ProviderStreamError",
    message: "The provider reported an error: Too busy",
    provider: "openai-responses",
    partial: { content: "Hi" },
    error: { code: "overloaded" },
  });
  expect(stream!.finishReasons).toEqual(["failed"]);
});

function withOutput(event: JSONObject, output: readonly unknown[]): JSONObject {
  return { ...event, response: { ...(event.response as JSONObject), output } };
}

function eventsOf(body: Uint8Array): JSONObject[] {
  return (
    wireEvents(body)
      .filter(({ data }) => data.trim() !== "[DONE]")
      // Twice, because the bodies made here are written once more: -0 becomes 0.
      .map(({ data }) => JSON.parse(JSON.stringify(JSON.parse(data))) as JSONObject)
  );
}
