import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ToolSlot } from "./tool-slot.js";
import { streamLimits } from "./stream-limits.js";
import { ToolSlots, type ToolCallDelta } from "./tool-slots.js";

type Delta = Partial<ToolCallDelta>;
/** An id of null is one that the library made up. */
type Call = readonly [id: string | null, name: string, args: unknown];

function accept(slots: ToolSlots, deltas: readonly Delta[], settled: ToolSlot[] = []): ToolSlot[] {
  for (const delta of deltas) slots.accept({ arguments: "", ...delta }, settled);
  return settled;
}

/** The calls that deltas add up to, in the order in which they settle. */
function callsOf(deltas: readonly Delta[]): Call[] {
  const slots = new ToolSlots(streamLimits());
  const settled = accept(slots, deltas);
  slots.settleAll(settled);
  const sent = new Set(deltas.map(({ id }) => id));
  return settled.map(({ id, name, arguments: { value, text, error } }) => {
    expect(id).not.toBe("");
    return [sent.has(id) ? id : null, name, error ? text : value];
  });
}

const args = (text: string): Delta => ({ arguments: text });

const shapes: readonly { shape: string; deltas: readonly Delta[]; calls: readonly Call[] }[] = [
  {
    shape: "index, id and name first, then arguments by index",
    deltas: [
      { index: 0, id: "a", name: "f" },
      { index: 0, ...args('{"x"') },
      { index: 0, ...args(":1}") },
    ],
    calls: [["a", "f", { x: 1 }]],
  },
  {
    shape: "id, name and the first arguments in one delta",
    deltas: [
      { index: 0, id: "a", name: "f", ...args('{"x":') },
      { index: 0, ...args("1}") },
    ],
    calls: [["a", "f", { x: 1 }]],
  },
  {
    shape: "two calls one after the other",
    deltas: [
      { index: 0, id: "a", name: "f" },
      { index: 0, ...args('{"x":1}') },
      { index: 1, id: "b", name: "g", ...args('{"y"') },
      { index: 1, ...args(":2}") },
    ],
    calls: [
      ["a", "f", { x: 1 }],
      ["b", "g", { y: 2 }],
    ],
  },
  {
    shape: "two calls interleaved",
    deltas: [
      { index: 0, id: "a", name: "f", ...args('{"x"') },
      { index: 1, id: "b", name: "g", ...args('{"y"') },
      { index: 0, ...args(":1}") },
      { index: 1, ...args(":2}") },
    ],
    calls: [
      ["a", "f", { x: 1 }],
      ["b", "g", { y: 2 }],
    ],
  },
  {
    shape: "the second call complete before the first",
    deltas: [
      { index: 0, id: "a", name: "f", ...args('{"x"') },
      { index: 1, id: "b", name: "g", ...args("{}") },
      { index: 2, id: "c", name: "h", ...args("{}") },
      { index: 0, ...args(":1}") },
    ],
    calls: [
      ["a", "f", { x: 1 }],
      ["b", "g", {}],
      ["c", "h", {}],
    ],
  },
  {
    shape: "whole calls, an index each",
    deltas: [
      { index: 0, id: "a", name: "f", ...args('{"x":1}') },
      { index: 1, id: "b", name: "f", ...args('{"x":2}') },
    ],
    calls: [
      ["a", "f", { x: 1 }],
      ["b", "f", { x: 2 }],
    ],
  },
  {
    shape: "no index, the id in the first delta only",
    deltas: [{ id: "a", name: "f" }, args('{"x"'), args(":1}"), { id: "b", name: "g" }, args("{}")],
    calls: [
      ["a", "f", { x: 1 }],
      ["b", "g", {}],
    ],
  },
  {
    shape: "no index, the id in every delta",
    deltas: [
      { id: "a", name: "f" },
      { id: "b", name: "g", ...args('{"y"') },
      { id: "a", ...args("{}") },
      { id: "b", ...args(":2}") },
    ],
    calls: [
      ["a", "f", {}],
      ["b", "g", { y: 2 }],
    ],
  },
  {
    shape: "no index, id and name in every delta",
    deltas: [
      { id: "a", name: "f", ...args('{"x"') },
      { id: "a", name: "f", ...args(":1}") },
    ],
    calls: [["a", "f", { x: 1 }]],
  },
  {
    shape: "no index, a new id in every delta and the name in the first",
    deltas: [
      { id: "a", name: "f", ...args('{"x"') },
      { id: "b", ...args(":1") },
      { id: "c", ...args("}") },
    ],
    calls: [["a", "f", { x: 1 }]],
  },
  {
    shape: "no index, whole calls",
    deltas: [
      { id: "a", name: "f", ...args("{}") },
      { id: "b", name: "f", ...args("{}") },
    ],
    calls: [
      ["a", "f", {}],
      ["b", "f", {}],
    ],
  },
  {
    shape: "no index and no id, whole calls",
    deltas: [
      { name: "f", ...args('{"x":1}') },
      { name: "f", ...args('{"x":1}') },
      { name: "g", ...args("{}") },
    ],
    calls: [
      [null, "f", { x: 1 }],
      [null, "f", { x: 1 }],
      [null, "g", {}],
    ],
  },
  {
    shape: "no index and no id, the name in every delta",
    deltas: [
      { name: "f", ...args('{"x"') },
      { name: "f", ...args(":1}") },
      { name: "g", ...args("{}") },
    ],
    calls: [
      [null, "f", { x: 1 }],
      [null, "g", {}],
    ],
  },
  {
    shape: "no index and no id, arguments in deltas of their own",
    deltas: [{ name: "f" }, args('{"x"'), args(":1}"), { name: "g" }, args("{}")],
    calls: [
      [null, "f", { x: 1 }],
      [null, "g", {}],
    ],
  },
  {
    shape: "an index of null",
    deltas: [
      { index: null, id: "a", name: "f", ...args("{}") },
      { index: null, id: "b", name: "g", ...args("{}") },
    ],
    calls: [
      ["a", "f", {}],
      ["b", "g", {}],
    ],
  },
  {
    shape: "index 0 for all, whole calls with ids",
    deltas: [
      { index: 0, id: "a", name: "f", ...args('{"x":1}') },
      { index: 0, id: "b", name: "f", ...args('{"x":2}') },
    ],
    calls: [
      ["a", "f", { x: 1 }],
      ["b", "f", { x: 2 }],
    ],
  },
  {
    shape: "index 0 for all, arguments in pieces",
    deltas: [
      { index: 0, id: "a", name: "f" },
      { index: 0, ...args('{"x":1}') },
      { index: 0, id: "b", name: "g" },
      { index: 0, ...args('{"y"') },
      { index: 0, ...args(":2}") },
    ],
    calls: [
      ["a", "f", { x: 1 }],
      ["b", "g", { y: 2 }],
    ],
  },
  {
    shape: "index 0 for all and no id, whole calls",
    deltas: [
      { index: 0, name: "f", ...args("{}") },
      { index: 0, name: "f", ...args("{}") },
      { index: 0, name: "g", ...args("{}") },
    ],
    calls: [
      [null, "f", {}],
      [null, "f", {}],
      [null, "g", {}],
    ],
  },
  {
    shape: "index 0 for all and no id, calls without arguments",
    deltas: [
      { index: 0, name: "f" },
      { index: 0, name: "g" },
    ],
    calls: [
      [null, "f", {}],
      [null, "g", {}],
    ],
  },
  {
    shape: "indexes that start at 1",
    deltas: [
      { index: 1, id: "a", name: "f" },
      { index: 1, ...args("{}") },
      { index: 2, id: "b", name: "g", ...args("{}") },
    ],
    calls: [
      ["a", "f", {}],
      ["b", "g", {}],
    ],
  },
  {
    shape: "sparse indexes, in no order",
    deltas: [
      { index: 7, id: "a", name: "f", ...args('{"x"') },
      { index: 2, id: "b", name: "g", ...args("{}") },
      { index: 7, ...args(":1}") },
    ],
    calls: [
      ["a", "f", { x: 1 }],
      ["b", "g", {}],
    ],
  },
  {
    shape: "an index and never an id",
    deltas: [
      { index: 0, name: "f" },
      { index: 0, ...args("{}") },
      { index: 1, name: "f" },
      { index: 1, ...args('{"x":1}') },
    ],
    calls: [
      [null, "f", {}],
      [null, "f", { x: 1 }],
    ],
  },
  {
    shape: 'an id of "" in every delta',
    deltas: [
      { index: 0, id: "", name: "f" },
      { index: 0, id: "", ...args("{}") },
    ],
    calls: [[null, "f", {}]],
  },
  {
    shape: 'an id and a name of "" after the first delta',
    deltas: [
      { index: 0, id: "a", name: "f", ...args('{"x"') },
      { index: 0, id: "", name: "", ...args(":1}") },
    ],
    calls: [["a", "f", { x: 1 }]],
  },
  {
    shape: "the id and the name repeated in every delta",
    deltas: [
      { index: 0, id: "a", name: "f", ...args('{"x"') },
      { index: 0, id: "a", name: "f", ...args(":1}") },
    ],
    calls: [["a", "f", { x: 1 }]],
  },
  {
    shape: "a new id in every delta, with index and name",
    deltas: [
      { index: 0, id: "a", name: "f", ...args('{"x"') },
      { index: 0, id: "b", name: "f", ...args(":1}") },
    ],
    calls: [["a", "f", { x: 1 }]],
  },
  {
    shape: "a new id in every delta, with index and without name",
    deltas: [
      { index: 0, id: "a", name: "f" },
      { index: 0, id: "b", ...args('{"x"') },
      { index: 0, id: "c", ...args(":1}") },
    ],
    calls: [["a", "f", { x: 1 }]],
  },
  {
    shape: "the name after the id",
    deltas: [
      { index: 0, id: "a" },
      { index: 0, name: "f" },
      { index: 0, ...args("{}") },
    ],
    calls: [["a", "f", {}]],
  },
  {
    shape: "the name after the id, without index",
    deltas: [{ id: "a" }, { name: "f" }, args("{}")],
    calls: [["a", "f", {}]],
  },
  {
    shape: "the id after the name",
    deltas: [
      { index: 0, name: "f" },
      { index: 0, id: "a", ...args("{}") },
    ],
    calls: [["a", "f", {}]],
  },
  {
    shape: "two calls under one id",
    deltas: [
      { index: 0, id: "a", name: "f", ...args('{"x":1}') },
      { index: 1, id: "a", name: "f", ...args('{"x":2}') },
    ],
    calls: [
      ["a", "f", { x: 1 }],
      [null, "f", { x: 2 }],
    ],
  },
  {
    shape: "the second of two calls under one id in pieces, by its index",
    deltas: [
      { index: 0, id: "a", name: "f", ...args('{"x":1}') },
      { index: 1, id: "a", name: "f", ...args('{"x"') },
      { index: 1, ...args(":2}") },
    ],
    calls: [
      ["a", "f", { x: 1 }],
      [null, "f", { x: 2 }],
    ],
  },
  {
    shape: "no arguments at all",
    deltas: [
      { index: 0, id: "a", name: "f" },
      { index: 0, ...args(" ") },
    ],
    calls: [["a", "f", {}]],
  },
  {
    shape: "{} before the arguments",
    deltas: [
      { index: 0, id: "a", name: "f", ...args("{}") },
      { index: 0, ...args('{"x"') },
      { index: 0, ...args(":1}") },
    ],
    calls: [["a", "f", { x: 1 }]],
  },
  {
    shape: "arguments sent whole again each time they grew",
    deltas: [
      { index: 0, id: "a", name: "f", ...args('{"x"') },
      { index: 0, ...args('{"x":1') },
      { index: 0, ...args('{"x":12}') },
    ],
    calls: [["a", "f", { x: 12 }]],
  },
  {
    shape: "the whole call repeated",
    deltas: [
      { index: 0, id: "a", name: "f", ...args('{"x":1}') },
      { index: 0, id: "a", name: "f", ...args('{"x":1}') },
    ],
    calls: [["a", "f", { x: 1 }]],
  },
  {
    shape: "the whole call repeated, without index",
    deltas: [
      { id: "a", name: "f", ...args('{"x":1}') },
      { id: "a", name: "f", ...args('{"x":1}') },
    ],
    calls: [["a", "f", { x: 1 }]],
  },
  {
    shape: "braces and escapes in strings, cut anywhere",
    deltas: [
      { index: 0, id: "a", name: "f", ...args('{"x":"}\\') },
      { index: 0, id: "", name: "f", ...args('"}') },
      { index: 0, ...args('{"}') },
      { index: 1, id: "b", name: "g", ...args("{}") },
    ],
    calls: [
      ["a", "f", { x: '}"}{' }],
      ["b", "g", {}],
    ],
  },
  {
    shape: "arguments that are cut off",
    deltas: [
      { index: 0, id: "a", name: "f", ...args('{"x":') },
      { index: 1, id: "b", name: "g", ...args("{}") },
    ],
    calls: [
      ["a", "f", '{"x":'],
      ["b", "g", {}],
    ],
  },
  {
    shape: "names and ids that an object inherits",
    deltas: [
      { index: 0, id: "__proto__", name: "constructor", ...args("{}") },
      { index: 1, id: "toString", name: "__proto__" },
    ],
    calls: [
      ["__proto__", "constructor", {}],
      ["toString", "__proto__", {}],
    ],
  },
];

describe("tool calls from deltas", () => {
  it.each(shapes)("$shape", ({ deltas, calls }) => {
    expect(callsOf(deltas)).toEqual(calls);
  });
});

describe("settling", () => {
  it("waits until the next call opens, and stops at the first open one", () => {
    const slots = new ToolSlots(streamLimits());
    const settled = accept(slots, [{ index: 0, name: "f", ...args("{}") }]);
    expect(settled).toEqual([]);
    accept(
      slots,
      [
        { index: 1, name: "g", ...args("{") },
        { index: 2, name: "h", ...args("{}") },
        { index: 3, name: "i" },
      ],
      settled,
    );
    expect(settled.map(({ name }) => name)).toEqual(["f"]);
    slots.settleAll(settled);
    expect(settled.map(({ name }) => name)).toEqual(["f", "g", "h", "i"]);
  });

  it("leaves a settled call as it is", () => {
    const slots = new ToolSlots(streamLimits());
    accept(slots, [
      { index: 0, name: "f", ...args('{"x":1}') },
      { index: 1, name: "g" },
    ]);
    const slot = slots.accept({ index: 0, arguments: '{"x":2}' }, []);
    expect([slot.name, slot.text]).toEqual(["f", '{"x":1}']);
  });

  it("happens once", () => {
    const slots = new ToolSlots(streamLimits());
    const settled = accept(slots, [{ index: 0, name: "f" }]);
    slots.settleAll(settled);
    slots.settleAll(settled);
    expect(settled).toHaveLength(1);
  });
});

it("fails when there are more calls than the limit", () => {
  const deltas = [
    { index: 0, name: "f" },
    { index: 1, name: "f" },
    { index: 2, name: "f" },
  ];
  expect(() => accept(new ToolSlots(streamLimits({ toolCalls: 2 })), deltas)).toThrow(
    expect.objectContaining({ name: "StreamLimitError", limit: "toolCalls" }),
  );
});

/** Calls with arguments in pieces, and an order in which the pieces of all arrive. */
const interleaved = fc
  .uniqueArray(
    fc.record({
      index: fc.nat(50),
      name: fc.constantFrom("f", "g", "h"),
      value: fc.dictionary(fc.string(), fc.jsonValue()),
      cuts: fc.array(fc.nat(), { maxLength: 6 }),
    }),
    { selector: ({ index }) => index, minLength: 1, maxLength: 6 },
  )
  .chain((calls) => {
    const turns = calls.flatMap(({ cuts }, call) => [...cuts, 0, 0].map(() => call));
    return fc.record({ calls: fc.constant(calls), order: fc.shuffledSubarray(turns, { minLength: turns.length }) });
  });

describe("any interleaving of calls that have indexes", () => {
  it("gives the calls back, in the order in which they opened", () => {
    fc.assert(
      fc.property(interleaved, ({ calls, order }) => {
        const queues = calls.map(({ index, name, value, cuts }) => {
          const text = JSON.stringify(value);
          const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).toSorted((a, b) => a - b), text.length];
          const pieces = places.slice(1).map((to, i) => ({ index, ...args(text.slice(places[i], to)) }));
          return [{ index, id: `id ${index}`, name }, ...pieces];
        });
        const deltas = order.map((call) => queues[call]!.shift()!);
        const opened = [...new Set(order)].map((call) => calls[call]!);
        // Through JSON, which has no negative zero.
        const wanted = opened.map(({ index, name, value }) => [`id ${index}`, name, JSON.parse(JSON.stringify(value))]);
        expect(callsOf(deltas)).toEqual(wanted);
      }),
    );
  });

  it("settles a growing part of the calls, each as it then was", () => {
    fc.assert(
      fc.property(interleaved, ({ calls, order }) => {
        const slots = new ToolSlots(streamLimits());
        const settled: ToolSlot[] = [];
        const texts: string[] = [];
        for (const call of order) {
          accept(slots, [{ index: calls[call]!.index, name: calls[call]!.name, ...args("{}") }], settled);
          for (const slot of settled.slice(texts.length)) texts.push(slot.text);
          expect(settled).toEqual(slots.all.slice(0, settled.length));
          expect(settled.map((slot) => slot.text)).toEqual(texts);
        }
      }),
    );
  });
});

it("refuses to read arguments that are nested deeper than the limit, and keeps their text", () => {
  const slots = new ToolSlots(streamLimits({ depth: 3 }));
  const [fits, deeper] = ['{"a":[[0]]}', '{"a":[[[0]]]}'];
  const settled = accept(slots, [
    { index: 0, name: "f", ...args(fits) },
    { index: 1, name: "g", ...args(deeper) },
  ]);
  slots.settleAll(settled);
  expect(settled[0]?.arguments.value).toEqual({ a: [[0]] });
  expect(() => settled[1]?.arguments).toThrow(expect.objectContaining({ name: "StreamLimitError", limit: "depth" }));
  expect(settled[1]?.text).toBe(deeper);
});
