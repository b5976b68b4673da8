import { expect, test } from "vitest";
import { streamLimits } from "./stream-limits.js";
import type { ToolSlot } from "./tool-slot.js";
import { ToolSlots, type ToolCallDelta } from "./tool-slots.js";

/** An id of null is one that the library made up; arguments that are no JSON stand as their text. */
type Call = readonly [id: string | null, name: string, args: unknown];
type Delta = Partial<ToolCallDelta>;

function callsOf(deltas: readonly Delta[]): Call[] {
  const slots = new ToolSlots(streamLimits());
  const settled: ToolSlot[] = [];
  for (const delta of deltas) slots.accept({ arguments: "", ...delta }, settled);
  slots.settleAll(settled);
  const sent = new Set(deltas.map(({ id }) => id));
  return settled.map(({ id, name, arguments: { value, text, error } }) => [
    sent.has(id) ? id : null,
    name,
    error ? text : value,
  ]);
}

const open = '{"x"';
const f = { name: "f" };
const g = { name: "g" };
const a = { id: "a" };
const b = { id: "b" };

// Each is the smallest stream that tells one rule of tool-slots.ts from its neighbour.
test.each<[string, readonly Delta[], readonly Call[]]>([
  [
    "an index that is a text says nothing",
    [
      { index: 0, ...a, ...f, arguments: open },
      { index: "0", arguments: ":1}" },
    ],
    [["a", "f", { x: 1 }]],
  ],
  [
    "an index that is no whole number says nothing",
    [
      { index: 0, ...a, ...f, arguments: open },
      { index: 0.5, arguments: ":1}" },
    ],
    [["a", "f", { x: 1 }]],
  ],
  [
    "an id goes before the index of another call, whose index stays its own",
    [
      { index: 0, ...a, ...f, arguments: open },
      { index: 1, ...b, ...g, arguments: open },
      { index: 1, ...a, arguments: ":1}" },
      { index: 1, arguments: ":2}" },
    ],
    [
      ["a", "f", { x: 1 }],
      ["b", "g", { x: 2 }],
    ],
  ],
  [
    "an index that comes late is the call's from then on",
    [
      { ...a, ...f, arguments: open },
      { index: 3, ...a, arguments: ":1" },
      { index: 3, arguments: "}" },
    ],
    [["a", "f", { x: 1 }]],
  ],
  [
    "the first name stays",
    [
      { ...a, ...f, arguments: open },
      { ...a, ...g, arguments: ":1}" },
    ],
    [["a", "f", { x: 1 }]],
  ],
  [
    "a whole call under the id of a whole one is another, by its arguments",
    [
      { ...a, ...f, arguments: '{"x":1}' },
      { ...a, ...f, arguments: '{"x":2}' },
    ],
    [
      ["a", "f", { x: 1 }],
      [null, "f", { x: 2 }],
    ],
  ],
  [
    "a whole call under the id of a whole one is another, by its name",
    [
      { ...a, ...f, arguments: "{}" },
      { ...a, ...g, arguments: "{}" },
    ],
    [
      ["a", "f", {}],
      [null, "g", {}],
    ],
  ],
  [
    "a piece without a name belongs to the call of its id, also behind its end",
    [
      { ...a, ...f, arguments: "{}" },
      { ...a, arguments: " " },
    ],
    [["a", "f", {}]],
  ],
  [
    "another id and name under an index in use is another call",
    [
      { index: 0, ...a, ...f, arguments: open },
      { index: 0, ...b, ...g, arguments: "{}" },
    ],
    [
      ["a", "f", open],
      ["b", "g", {}],
    ],
  ],
  [
    "another id under an index in use is another call where the first has not begun",
    [
      { index: 0, ...a, ...f },
      { index: 0, ...b, ...f, arguments: "{}" },
    ],
    [
      ["a", "f", {}],
      ["b", "f", {}],
    ],
  ],
  [
    "an id that comes late is the call's",
    [
      { index: 0, ...f },
      { index: 0, ...a, ...f, arguments: "{}" },
    ],
    [["a", "f", {}]],
  ],
  [
    "an id that comes late is the call's, also behind its end",
    [
      { index: 0, ...f, arguments: "{}" },
      { index: 0, ...a, ...f },
    ],
    [["a", "f", {}]],
  ],
  [
    "the same name again under an index whose call has not begun is the same call",
    [
      { index: 0, ...f },
      { index: 0, ...f, arguments: "{}" },
    ],
    [[null, "f", {}]],
  ],
  [
    "another name under an index whose call is open changes nothing",
    [
      { index: 0, ...f, arguments: open },
      { index: 0, ...g, arguments: ":1}" },
    ],
    [[null, "f", { x: 1 }]],
  ],
  [
    "a new index is a new call, also of the same name",
    [
      { index: 0, ...a, ...f, arguments: open },
      { index: 1, ...f, arguments: "{}" },
      { index: 0, arguments: ":1}" },
    ],
    [
      ["a", "f", { x: 1 }],
      [null, "f", {}],
    ],
  ],
  [
    "without an index a new id with a name is a new call",
    [
      { ...a, ...f, arguments: open },
      { ...b, ...f, arguments: "{}" },
    ],
    [
      ["a", "f", open],
      ["b", "f", {}],
    ],
  ],
  ["a name that comes late is the call's", [a, { ...f, arguments: "{}" }], [["a", "f", {}]]],
  [
    "a name behind a call that has one is a new call",
    [
      { ...a, ...f },
      { ...g, arguments: "{}" },
    ],
    [
      ["a", "f", {}],
      [null, "g", {}],
    ],
  ],
  [
    "the same name behind an open call continues it",
    [
      { ...f, arguments: open },
      { ...f, arguments: ":1}" },
    ],
    [[null, "f", { x: 1 }]],
  ],
  [
    "another name behind an open call is a new call",
    [
      { ...f, arguments: open },
      { ...g, arguments: "{}" },
    ],
    [
      [null, "f", open],
      [null, "g", {}],
    ],
  ],
  [
    "the same name behind a call that has not begun is a new call",
    [f, { ...f, arguments: "{}" }],
    [
      [null, "f", {}],
      [null, "f", {}],
    ],
  ],
])("%s", (_, deltas, calls) => {
  expect(callsOf(deltas)).toEqual(calls);
});
