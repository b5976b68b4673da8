import type { JSONObject } from "@zoetrope/core";
import { expect, it } from "vitest";
import { call, message } from "./__fixtures__/events.js";
import { mergeItems } from "./merge-items.js";
import { OutputItem } from "./output-item.js";

const reasoning = (id: string): JSONObject => ({ type: "reasoning", id, summary: [] });
const [a, b] = [call("a", "add", "{}"), call("b", "add", "{}")];

/** Each row: what the last event lists, what had come, and for each item of the result the ids of the two. */
it.each<[what: string, output: JSONObject[], gathered: JSONObject[], merged: [string | null, string | null][]]>([
  [
    "nothing had come",
    [reasoning("r"), message("Hi")],
    [],
    [
      ["r", null],
      ["msg_1", null],
    ],
  ],
  [
    "all had come",
    [reasoning("r"), message("Hi")],
    [reasoning("r"), message("H")],
    [
      ["r", "r"],
      ["msg_1", "msg_1"],
    ],
  ],
  [
    "the list leaves items out",
    [message("Hi")],
    [reasoning("r"), message("H"), a],
    [
      [null, "r"],
      ["msg_1", "msg_1"],
      [null, "fc_a"],
    ],
  ],
  [
    "the list has other ids",
    [reasoning("x"), message("Hi", "y")],
    [reasoning("r"), message("H")],
    [
      ["x", "r"],
      ["y", "msg_1"],
    ],
  ],
  [
    "the list has another order",
    [message("Hi"), reasoning("r")],
    [reasoning("r"), message("H")],
    [
      ["msg_1", "msg_1"],
      ["r", "r"],
    ],
  ],
  ["a call has another id of its own", [{ ...a, id: "x" }], [a], [["x", "fc_a"]]],
  [
    "another call is another call, whatever its name",
    [b],
    [a],
    [
      [null, "fc_a"],
      ["fc_b", null],
    ],
  ],
  [
    "one id for all, as far as types tell",
    [reasoning("1"), message("Hi", "1")],
    [message("H", "1")],
    [
      ["1", null],
      ["1", "1"],
    ],
  ],
  [
    "two of a type, without ids",
    [message("1", ""), message("2", "")],
    [message("1", ""), message("2", "")],
    [
      ["", ""],
      ["", ""],
    ],
  ],
])("%s", (_what, output, gathered, merged) => {
  const made = mergeItems(
    output,
    gathered.map((item) => new OutputItem(item, true)),
  );
  expect(made.map(([final, one]) => [final?.id ?? null, one?.item.id ?? null])).toEqual(merged);
});
