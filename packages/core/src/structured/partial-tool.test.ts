import { expect, test } from "vitest";
import * as z from "zod";
import { ToolSlot } from "../stream/tool-slot.js";
import { tool } from "../tool/tool.js";
import { partialTools } from "./partial-tool.js";

function slotOf(id: string, name: string): ToolSlot {
  const slot = new ToolSlot(10);
  slot.id = id;
  slot.name = name;
  return slot;
}

test("a piece is told with its call, the call's place, and all that is known of the arguments", () => {
  const create = partialTools();
  const [weather, time] = [slotOf("c1", "weather"), slotOf("c2", "time")];
  const opened = create({ slot: weather, fragment: "" });
  expect(opened).toMatchObject({ partial: true, index: 0, id: "c1", name: "weather", delta: "", args: {} });
  const city = create({ slot: weather, fragment: '{"city":"Lis' });
  const zone = create({ slot: time, fragment: '{"zone":1,' });
  const more = create({ slot: weather, fragment: "bon" });
  expect([zone?.index, zone?.args, more?.index, more?.delta]).toEqual([1, { zone: 1 }, 0, "bon"]);
  expect(more?.args).toEqual({ city: "Lisbon" });
  // Live: one object, which grows.
  expect(city?.args).toBe(more?.args);
});

test("a piece that brings nothing of a known call is none", () => {
  const create = partialTools();
  const slot = slotOf("c1", "f");
  expect(create({ slot, fragment: "" })).not.toBeNull();
  expect(create({ slot, fragment: "" })).toBeNull();
});

test.each(["7", "null", '"text"', "[1]", "oops"])("arguments that are %s are shown as none", (fragment) => {
  expect(partialTools()({ slot: slotOf("c1", "f"), fragment: `${fragment} ` })?.args).toEqual({});
});

test("a piece knows which tool it is a call of", () => {
  const Weather = tool(
    { name: "weather", description: "Tells the weather.", parameters: { city: z.string() } },
    () => "",
  );
  const piece = partialTools<typeof Weather>()({ slot: slotOf("c1", "weather"), fragment: "{}" });
  const other = partialTools<typeof Weather>()({ slot: slotOf("c1", "time"), fragment: "{}" });
  expect([piece?.is(Weather), other?.is(Weather)]).toEqual([true, false]);
});
