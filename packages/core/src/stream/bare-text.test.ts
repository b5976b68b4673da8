import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BareText } from "./bare-text.js";

/** What became of a body that came in these pieces. */
function play(pieces: readonly string[], limit = 1000) {
  const seen = { events: "", errorLines: [] as string[], tooLong: 0, body: null as string | null };
  const bare = new BareText(limit, {
    events: (text) => {
      expect(text).not.toBe("");
      seen.events += text;
      // As the parser does: an event is there once its blank line is.
      if (/^data:.*\n\n/m.test(seen.events)) bare.eventSeen();
    },
    errorLine: (line) => seen.errorLines.push(line),
    tooLong: () => seen.tooLong++,
  });
  for (const piece of pieces) bare.take(piece);
  seen.body = bare.finish();
  return seen;
}

/** The text, cut at these places. */
function cutAt(text: string, cuts: readonly number[]): string[] {
  const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).toSorted((a, b) => a - b), text.length];
  return places.slice(1).map((end, i) => text.slice(places[i], end));
}

const error = '{"error":{"message":"no"}}';

describe("a body", () => {
  test.each([
    ["events", 'data: {"a":1}\n\ndata: [DONE]\n\n', null],
    ["events behind blank lines", '\n\n data: {"a":1}\n\n', null],
    ["a comment only", ": hello\n", null],
    ["only `data:`", "data:", null],
    ["a short comment only", ": hi", null],
    ["a field's name that is cut, between blanks", " \ndat ", null],
    ["another field's name that is cut", "even", null],
    ["the shortest field's name, cut", "i", null],
    ["the last field's name, cut", "ret", null],
    ["events behind a line of something else", "OK\ndata: 1\n\n", null],
    ["nothing", "", null],
    ["blanks", " \n\n ", null],
    ["HTML", "<!doctype html>\n<p>hi", "<!doctype html>\n<p>hi"],
    ["text that begins like a field's name", "database error", "database error"],
    ["JSON on several lines", '{\n"a": 1\n}', '{\n"a": 1\n}'],
  ])("of %s", (_, text, body) => {
    expect(play([text])).toMatchObject({ body, tooLong: 0 });
    expect(play([...text])).toMatchObject({ body, tooLong: 0 });
  });

  test("without events may be as long as the limit, and no longer", () => {
    expect(play(["x".repeat(10)], 10)).toMatchObject({ tooLong: 0 });
    expect(play(["x".repeat(6), "x".repeat(5)], 10).tooLong).toBeGreaterThan(0);
  });

  test("of events may be longer than the limit", () => {
    expect(
      play(
        Array.from({ length: 20 }, () => 'data: {"a":1}\n\n'),
        50,
      ),
    ).toMatchObject({ tooLong: 0, body: null });
    expect(play(["d", 'ata: {"a":1}\n\n'.repeat(20)], 50)).toMatchObject({ tooLong: 0, body: null });
  });

  test("that begins as an event is measured by whoever reads events", () => {
    expect(play([`data: ${"x".repeat(100)}`], 50).tooLong).toBe(0);
    expect(play(["event:"], 5).tooLong).toBe(0);
  });
});

describe("a bare line with an error", () => {
  test.each([
    ["alone", error, ""],
    ["at the start", `${error}\n\ndata: 1\n\n`, "\ndata: 1\n\n"],
    ["between events", `data: 1\n\n${error}\n\ndata: 2\n\n`, "data: 1\n\n\ndata: 2\n\n"],
    ["at the end, unclosed", `data: 1\n\n${error}`, "data: 1\n\n"],
    ["before CRLF", `data: 1\r\n\r\n${error}\r\ndata: 2\r\n\r\n`, "data: 1\r\n\r\ndata: 2\r\n\r\n"],
    ["before an event's JSON", `${error}\ndata: {"error":1}\n\n`, 'data: {"error":1}\n\n'],
    ["behind a line with a brace of its own", `data: {\n${error}\ndata: }\n\n`, "data: {\ndata: }\n\n"],
  ])(
    "%s is told once, whole, and the rest passes to the parser, at whatever places the body is cut",
    (_, text, rest) => {
      const check = (pieces: readonly string[]) => {
        const { errorLines, events } = play(pieces);
        expect(errorLines.map((line): unknown => JSON.parse(line))).toEqual([JSON.parse(error)]);
        expect(events).toBe(rest);
      };
      for (let at = 0; at <= text.length; at++) check(cutAt(text, [at]));
      check([...text]);
      fc.assert(
        fc.property(fc.array(fc.nat(), { maxLength: 8 }), (cuts) => check(cutAt(text, cuts))),
        { numRuns: 60 },
      );
    },
  );

  test("is told each time that there is one", () => {
    expect(play([`${error}\n${error}\n`]).errorLines).toEqual([error, error]);
    expect(play([`data: 1\n${error}\n`, `${error}\n`]).errorLines).toEqual([error, error]);
    expect(play([`${error}\ndata: 1\n`, `${error}\n`])).toMatchObject({
      errorLines: [error, error],
      events: "data: 1\n",
    });
  });

  test.each([
    ["an error that is null", '{"error":null}\n'],
    ["an object without error", '{"a":1}\n'],
    ["no JSON", "{oops\n"],
    ["an error inside an event's JSON", 'data: {"error":{"message":"no"}}\n\n'],
  ])("is not %s", (_, text) => {
    expect(play([`data: 1\n\n${text}`]).errorLines).toEqual([]);
  });

  test("may be as long as the limit, and no longer", () => {
    expect(play(["data: 1\n\n", `${error}\n`], error.length)).toMatchObject({ errorLines: [error], tooLong: 0 });
    expect(play(["data: 1\n\n", `{"error":"${"x".repeat(100)}"}\n`], 50).tooLong).toBe(1);
  });
});

test("events pass to the parser unchanged and in order, at whatever places the body is cut", () => {
  const text = 'data: {"a":"\\n{"}\n\n: {comment\n\nevent: x\ndata: {\ndata: }\n\n';
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 8 }), (cuts) => {
      expect(play(cutAt(text, cuts)).events).toBe(text);
    }),
    { numRuns: 60 },
  );
});
