import { expect, test } from "vitest";
import * as z from "zod";
import type { StandardSchema } from "../tool/standard-schema.js";
import { LiveValue } from "./live-value.js";
import { ResponseModel } from "./response-model.js";

const list = new ResponseModel(z.array(z.string().max(2)));
const book = new ResponseModel(z.object({ title: z.string(), year: z.number() }));

function start(model: ResponseModel) {
  const closed: string[] = [];
  const live = new LiveValue(model, (path, value) => closed.push(`${path.join(".")}=${JSON.stringify(value)}`));
  return { live, closed };
}

test("a value that is no object is shown out of its wrapper, and closes under its own path", () => {
  const { live, closed } = start(list);
  expect([live.feed('{"val'), live.value, live.snapshot()]).toEqual([false, undefined, undefined]);
  expect([live.feed('ue":["a'), live.value]).toEqual([true, ["a"]]);
  expect([live.isDone("0"), live.isDone("")]).toEqual([false, false]);
  expect([live.feed('"'), live.feed("")]).toEqual([false, false]);
  expect([live.isDone("0"), live.isDone([0]), live.isDone("")]).toEqual([true, true, false]);
  live.feed("]}");
  expect([live.isDone(""), live.snapshot()]).toEqual([true, ["a"]]);
  expect(closed).toEqual(['0="a"', '=["a"]', '={"value":["a"]}']);
});

test("it may come bare, or not at all", () => {
  const bare = start(list).live;
  bare.feed('["a"]');
  expect([bare.value, bare.isDone("0")]).toEqual([["a"], true]);
  const other = start(new ResponseModel(z.union([z.object({ a: z.number() }), z.string()]))).live;
  other.feed('{"a":1}');
  expect([other.value, other.isDone("a")]).toEqual([{ a: 1 }, true]);
  const empty = start(list).live;
  expect([empty.feed("{}"), empty.value]).toEqual([false, undefined]);
  const none = start(new ResponseModel(z.number().nullable())).live;
  expect([none.feed("null\n"), none.value]).toEqual([true, null]);
});

test("an object that has a field of the wrapper's name is no wrapper where none was asked for", () => {
  const { live } = start(new ResponseModel(z.object({ value: z.number() })));
  live.feed('{"value":1}');
  expect(live.value).toEqual({ value: 1 });
});

test("each fault of a closed part is told once", () => {
  const { live } = start(list);
  live.feed('{"value":["abc","a","def"]}');
  expect(live.issues.map(({ path }) => path)).toEqual([[0], [2]]);
  const wrong = start(book).live;
  wrong.feed('{"title":1,"year":"x"}');
  expect(wrong.issues.map(({ path }) => path)).toEqual([["title"], ["year"]]);
  const inner = start(new ResponseModel(z.object({ book: z.object({ title: z.string() }) }))).live;
  inner.feed('{"book":{"title":1}}');
  expect(inner.issues.map(({ path }) => path)).toEqual([["book", "title"]]);
});

test("a schema of another library is asked at the end alone", () => {
  const schema: StandardSchema = {
    "~standard": { version: 1, vendor: "own", validate: (value) => ({ value }) },
  };
  const { live } = start(new ResponseModel({ schema, jsonSchema: { type: "object", properties: {} } }));
  expect(live.feed('{"a":1}')).toBe(true);
  expect([live.value, live.issues]).toEqual([{ a: 1 }, []]);
});

test("what was read elsewhere is shown instead, and is whole", () => {
  const { live } = start(book);
  const given = { title: "Dune", year: 1965 };
  live.feed('{"title":"D');
  expect(live.show(given)).toBe(true);
  expect([live.value, live.snapshot(), live.snapshot() === given]).toEqual([given, given, false]);
  expect([live.isDone("title"), live.isDone(""), live.isDone("pages"), live.isDone("title.length")]).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
