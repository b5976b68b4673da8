import { BaseTool, PartialTool } from "@zoetrope/core";
import { openaiCall } from "@zoetrope/openai";
import { createTestClient } from "@zoetrope/openai/testing";
import { done, sse } from "@zoetrope/test-server";
import fc from "fast-check";
import { expect, test } from "vitest";
import * as z from "zod";
import { isEmpty } from "./__fixtures__/check-run.js";
import { delta, finish } from "./__fixtures__/chat-chunks.js";

class Search extends BaseTool.with({ query: z.string(), limit: z.int().optional() }) {
  override call() {
    return this.query;
  }
}
class Anything extends BaseTool.with({}) {
  override call() {
    return null;
  }
}
const tools = [Search, Anything] as const;

interface Call {
  readonly name: string;
  readonly args: string;
}

/** Arguments that fit, that do not, that are cut short, and that were never JSON. */
const argumentsText = fc.oneof(
  fc.record({ query: fc.string({ unit: "grapheme" }), limit: fc.integer() }).map((value) => JSON.stringify(value)),
  fc.dictionary(fc.string(), fc.jsonValue()).map((value) => JSON.stringify(value)),
  fc.tuple(fc.object(), fc.nat(60)).map(([value, length]) => (JSON.stringify(value) ?? "").slice(0, length)),
  fc.string(),
);
const call: fc.Arbitrary<Call> = fc.record({
  name: fc.constantFrom("Search", "Anything", "Nothing"),
  args: argumentsText,
});

/** An answer of several calls, whose pieces come in any order between the calls, some of them together in one chunk. */
const answer = fc
  .tuple(
    fc.array(call, { minLength: 1, maxLength: 4 }),
    fc.array(fc.tuple(fc.nat(), fc.nat(7), fc.boolean(), fc.boolean()), { maxLength: 40 }),
  )
  .map(([calls, cuts]) => {
    const rest = calls.map(({ args }) => args);
    const chunks: Record<string, unknown>[] = [];
    let pieces: unknown[] = calls.map(({ name }, index) => piece(index, "", { id: `call_${index}`, name }));
    for (const [which, length, together, spoken] of cuts) {
      const index = which % calls.length;
      pieces.push(piece(index, rest[index]!.slice(0, length)));
      rest[index] = rest[index]!.slice(length);
      if (together) continue;
      chunks.push(delta({ tool_calls: pieces, ...(spoken ? { content: "…" } : {}) }));
      pieces = [];
    }
    rest.forEach((args, index) => pieces.push(piece(index, args)));
    return { calls, chunks: [...chunks, delta({ tool_calls: pieces }), finish("tool_calls")] };
  });

function piece(index: number, args: string, { id, name }: { id?: string; name?: string } = {}): unknown {
  return { index, ...(id ? { id } : {}), type: "function", function: { ...(name ? { name } : {}), arguments: args } };
}

/** What was shown stays: fields and elements are not taken back, texts only grow, anything else does not change. */
function grew(before: unknown, after: unknown): boolean {
  if (typeof before === "string") return typeof after === "string" && after.startsWith(before);
  if (typeof before !== "object" || before === null) return Object.is(before, after);
  if (typeof after !== "object" || after === null || Array.isArray(before) !== Array.isArray(after)) return false;
  return Object.entries(before).every(([key, value]) => Object.hasOwn(after, key) && grew(value, valueOf(after, key)));
}

const valueOf = (object: object, key: string): unknown => Object.entries(object).find(([name]) => name === key)?.[1];

/** What a text that is a JSON object says; undefined for any other. */
function fields(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

test("however calls are cut: the same tools, every chunk once, and partial arguments that only grow, up to the whole", async () => {
  await fc.assert(
    fc.asyncProperty(answer, async ({ calls, chunks }) => {
      const body = [...sse(...chunks), done()].join("");
      const client = createTestClient([body, body]);
      const plain = await openaiCall("m", { stream: true, tools, client })(() => "Hi")().response();
      const stream = openaiCall("m", { stream: { partialTools: true }, tools, client })(() => "Hi")();

      const shown = calls.map((): unknown => undefined);
      const deltas = calls.map(() => "");
      const wrong: unknown[] = [];
      const wireChunks: unknown[] = [];
      for await (const [chunk, tool] of stream) {
        if (!isEmpty(chunk)) wireChunks.push(chunk.chunk);
        if (!(tool instanceof PartialTool)) continue;
        const { index, name } = tool;
        const args: unknown = structuredClone(tool.args);
        // A partial tool belongs to its call, shows what was shown, and never comes behind the whole one.
        if (name !== calls[index]?.name || index < stream.tools.length || !grew(shown[index] ?? {}, args)) {
          wrong.push([index, name, shown[index], args]);
        }
        shown[index] = args;
        deltas[index] += tool.delta;
      }

      expect(wrong).toEqual([]);
      expect(wireChunks).toEqual(chunks);
      expect(deltas).toEqual(calls.map(({ args }) => args));
      const whole = calls.map(({ args }, index) => fields(args) ?? shown[index]);
      expect(shown).toEqual(whole);
      const response = stream.constructCallResponse();
      expect(response.messageParam).toEqual(plain.messageParam);
      expect(response.tools.map((tool) => [tool.constructor, tool.toolCall, { ...tool }])).toEqual(
        plain.tools.map((tool) => [tool.constructor, tool.toolCall, { ...tool }]),
      );
    }),
    { numRuns: 200 },
  );
});
