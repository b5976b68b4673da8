import fc from "fast-check";
import { expect, it } from "vitest";
import { readAll, streamOf, type Run } from "./__fixtures__/ask.js";
import { response, sse } from "./__fixtures__/events.js";

const types =
  "created in_progress completed incomplete failed output_item.added output_item.added output_item.done content_part.done reasoning_summary_part.done output_text.delta output_text.delta output_text.done refusal.delta reasoning_text.delta reasoning_summary_text.done output_text.annotation.added function_call_arguments.delta function_call_arguments.done custom_tool_call_input.delta unknown"
    .split(" ")
    .map((type) => `response.${type}`);

const texts = fc.constantFrom<unknown>("x", "xx", '{"x":', "1}", "{}");

const odd = fc.oneof(
  { weight: 1, arbitrary: texts },
  fc.constantFrom<unknown>(null, undefined, "", "x", 0, -1, 1.5, 1e9, true, [], [null], {}),
  fc.constant(JSON.parse('{"__proto__":{"polluted":1},"type":"message"}') as unknown),
);

const part = fc.record(
  {
    type: fc.constantFrom<unknown>("output_text", "refusal", "reasoning_text", "summary_text", "x", null),
    text: odd,
    refusal: odd,
  },
  { requiredKeys: [] },
);

const item = fc.record(
  {
    type: fc.constantFrom<unknown>("message", "reasoning", "function_call", "custom_tool_call", "x", null, "__proto__"),
    id: fc.oneof(odd, texts),
    call_id: fc.oneof(odd, texts),
    name: fc.oneof(odd, texts),
    arguments: odd,
    input: odd,
    content: fc.oneof(odd, fc.array(fc.oneof(odd, part), { maxLength: 3 })),
    summary: fc.oneof(odd, fc.array(fc.oneof(odd, part), { maxLength: 3 })),
  },
  { requiredKeys: [] },
);

const event = fc.record(
  {
    type: fc.oneof({ weight: 30, arbitrary: fc.constantFrom<unknown>(...types) }, { weight: 1, arbitrary: odd }),
    sequence_number: odd,
    output_index: fc.oneof(odd, fc.nat(3)),
    content_index: fc.oneof(odd, fc.nat(3)),
    summary_index: odd,
    item_id: odd,
    delta: fc.oneof(odd, texts),
    text: fc.oneof(odd, texts),
    arguments: fc.oneof(odd, texts),
    logprobs: odd,
    annotation: odd,
    part: fc.oneof(odd, part),
    item: fc.oneof({ weight: 1, arbitrary: odd }, { weight: 5, arbitrary: item }),
    response: fc.oneof(
      odd,
      fc.record(
        {
          id: odd,
          model: odd,
          status: odd,
          usage: odd,
          incomplete_details: odd,
          output: fc.oneof(odd, fc.array(fc.oneof(odd, item), { maxLength: 4 })),
        },
        { requiredKeys: [] },
      ),
    ),
  },
  { requiredKeys: ["type"] },
);

it("reads whatever a server sends: no accessor throws, and the texts of all pairs are the stream's", async () => {
  const met = { text: 0, tools: 0, failed: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 12 }), async (events) => {
      const last = { type: "response.completed", response: response("completed", []) };
      const run = await readAll(streamOf({ reads: [sse([...events, last])] }, ["x"]));
      lookAtAll(run);
      const { stream, pairs } = run;
      expect(pairs.map(([chunk]) => chunk.content).join("")).toBe(stream!.content);
      expect(pairs.map(([chunk]) => chunk.reasoning ?? "").join("")).toBe(stream!.reasoning ?? "");
      expect(pairs.flatMap(([, tool]) => tool ?? [])).toEqual(stream!.tools);
      met.text += Number(stream!.content !== "");
      met.tools += stream!.tools.length;
      met.failed += Number(stream!.ending?.status === "failed");
      expect(Object(Object.prototype)).not.toHaveProperty("polluted");
    }),
    { numRuns: 400 },
  );
  // The shapes are not so odd that nothing is ever made of them.
  expect(Object.values(met).filter((count) => count <= 5)).toEqual([]);
});

/** Every accessor of every class, and of each prototype of it. */
function lookAtAll({ stream, pairs, response }: Run): void {
  for (const held of [stream!, response!, ...pairs.map(([chunk]) => chunk)]) {
    for (let of: object = held; of !== Object.prototype; of = Object.getPrototypeOf(of) as object) {
      const getters = Object.values(Object.getOwnPropertyDescriptors(of)).flatMap(({ get }) => get ?? []);
      for (const get of getters) expect(() => get.call(held)).not.toThrow();
    }
    expect(() => JSON.stringify(held)).not.toThrow();
    expect(typeof String(held)).toBe("string");
  }
}
