import { StreamError } from "@zoetrope/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { done, frame, read } from "./__fixtures__/wire-body.js";

/** Values that servers send where others are expected. */
const odd = fc.oneof(
  fc.constantFrom(
    null,
    true,
    0,
    1,
    -1,
    1.5,
    "",
    "a",
    "{",
    "{}",
    '{"x":1}',
    "stop",
    "error",
    "a=",
    "aGk=",
    "=",
    [],
    {},
    [null],
    [[]],
  ),
  fc.dictionary(
    fc.constantFrom("__proto__", "constructor", "id", "text", "type", "error", "content"),
    fc.constantFrom(null, 1, "a", {}),
  ),
);
const part = oddly({
  type: fc.constantFrom("text", "thinking", "x"),
  text: odd,
  thinking: fc.array(oddly({ text: odd })),
});
const call = oddly({
  index: odd,
  id: odd,
  type: fc.constantFrom("function", "custom", "x", null),
  function: oddly({ name: odd, arguments: odd }),
  custom: oddly({ name: odd, input: odd }),
});
const message = oddly({
  role: odd,
  content: fc.oneof(odd, fc.array(part)),
  refusal: odd,
  reasoning: odd,
  reasoning_content: odd,
  annotations: odd,
  reasoning_details: fc.array(oddly({ type: odd, index: odd, text: odd, summary: odd, signature: odd })),
  tool_calls: fc.array(call),
  function_call: oddly({ name: odd, arguments: odd }),
  audio: oddly({ id: odd, data: odd, transcript: odd, expires_at: odd }),
});
const usage = oddly({
  prompt_tokens: odd,
  total_tokens: odd,
  prompt_tokens_details: odd,
  completion_tokens_details: odd,
});
const choice = oddly({
  index: odd,
  delta: message,
  message,
  finish_reason: odd,
  usage,
  logprobs: oddly({ content: odd, refusal: odd }),
  error: fc.constant(null),
});
const chunk = oddly({
  id: odd,
  model: odd,
  created: odd,
  object: odd,
  service_tier: odd,
  error: fc.constantFrom(null, ""),
  choices: fc.array(choice),
  usage,
  x_groq: oddly({ usage }),
});

/** An object in which each field may be missing or odd; now and then something else altogether. */
function oddly(fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<unknown> {
  const each = Object.entries(fields).map(([name, field]): [string, fc.Arbitrary<unknown>] => [
    name,
    fc.oneof({ arbitrary: field, weight: 4 }, odd),
  ]);
  return fc.oneof({ arbitrary: fc.record(Object.fromEntries(each), { requiredKeys: [] }), weight: 9 }, odd);
}

it("makes nothing throw, whatever JSON a server sends, but errors of the stream", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(chunk, { maxLength: 5 }), async (chunks) => {
      const { stream, pairs, error } = await read([...chunks.map(frame), done]);
      expect(error === undefined || error instanceof StreamError).toBe(true);
      for (const readable of [
        ...pairs.map(([chunk]) => chunk),
        stream,
        stream.constructCallResponse({ partial: true }),
      ]) {
        for (const name of gettersOf(readable)) expect(() => Reflect.get(readable, name)).not.toThrow();
        expect(() => JSON.stringify(readable)).not.toThrow();
        expect(() => String(readable)).not.toThrow();
      }
      expect(pairs.map(([chunk]) => chunk.content).join("")).toBe(stream.content);
      expect(pairs.flatMap(([, tool]) => tool ?? [])).toEqual(stream.tools);
    }),
    { numRuns: 400, seed: 2 },
  );
});

function gettersOf(value: object): string[] {
  const found: string[] = [];
  for (let at: object = value; at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    found.push(...Object.entries(Object.getOwnPropertyDescriptors(at)).flatMap(([name, { get }]) => (get ? name : [])));
  }
  return found;
}
