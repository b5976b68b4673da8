import { describe, expect, test } from "vitest";
import * as z from "zod";
import { ResponseValidationError, StreamAbortedError, StreamConsumedError, StreamTruncatedError } from "../errors.js";
import type { StreamEnding } from "../stream/ending.js";
import type { FailedAnswer } from "./ask-until-valid.js";
import type { StructuredAnswer } from "./attempts.js";
import { BaseStructuredStream } from "./base-structured-stream.js";
import { ResponseModel } from "./response-model.js";
import type { ResponseSchema } from "./response-schema.js";
import type { StructuredReaderOptions, StructuredSource } from "./structured-reader.js";

const usage = { inputTokens: 10, cachedTokens: null, outputTokens: 1, reasoningTokens: null, totalTokens: 11 };
/** Between pieces: the source begins its answer anew. */
const again = Symbol("again");
type Piece = string | Error | typeof again;

/** An answer that comes in these pieces. */
class PieceSource implements StructuredSource<StructuredAnswer> {
  ending: StreamEnding | null = null;
  attempt = 1;
  read = 0;
  readonly cancelled: unknown[] = [];
  readonly #pieces: readonly Piece[];
  #content = "";

  constructor(pieces: readonly Piece[]) {
    this.#pieces = pieces;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<
    readonly [chunk: { readonly content: string }, tool: null],
    undefined
  > {
    for (const piece of this.#pieces) {
      if (this.cancelled.length > 0) return;
      if (piece instanceof Error) throw piece;
      if (piece === again) {
        this.attempt++;
        this.#content = "";
        continue;
      }
      this.read++;
      this.#content += piece;
      yield [{ content: piece }, null];
    }
  }

  cancel(reason?: unknown): void {
    this.cancelled.push(reason);
  }

  constructCallResponse({ partial = false } = {}): StructuredAnswer {
    if (this.cancelled.length > 0 && !partial) throw new StreamAbortedError("left");
    const common = { finishReason: "stop", usage };
    const finishReasons = ["stop"];
    const answer = { content: this.#content, refusal: null, usage, finishReasons, common, toJSON: () => null };
    return Object.assign(answer, { totalCost: 0.25 });
  }
}

class PieceStream<Schema extends ResponseSchema> extends BaseStructuredStream<Schema, StructuredAnswer, PieceSource> {}

type Options = Partial<StructuredReaderOptions<StructuredAnswer, PieceSource>>;

/** A stream over answers, of which the second is asked for when the first does not fit. */
function start<Schema extends ResponseSchema>(
  schema: Schema,
  answers: readonly (readonly Piece[])[],
  options: Options = {},
) {
  const asked: (readonly FailedAnswer<StructuredAnswer>[])[] = [];
  const sources = answers.map((pieces) => new PieceSource(pieces));
  const stream = new PieceStream<Schema>({
    model: new ResponseModel(schema),
    retries: answers.length - 1,
    failFast: false,
    signal: undefined,
    isInContent: true,
    ask: (failed) => {
      asked.push([...failed]);
      return sources[failed.length]!;
    },
    textOf: ({ content }) => content,
    ...options,
  });
  return { stream, sources, asked };
}

/** What a pass yields, as it is then, and what it throws. */
async function rest<T>(pass: AsyncIterable<T>): Promise<{ values: T[]; error: unknown }> {
  const values: T[] = [];
  try {
    for await (const value of pass) values.push(structuredClone(value));
    return { values, error: undefined };
  } catch (error) {
    return { values, error };
  }
}

const Book = z.object({ title: z.string().transform((title) => title.toUpperCase()), year: z.number() });
const Numbers = z.array(z.number());

describe("one answer", () => {
  const pieces = ['{"title":"Du', "ne", '"', ',"year":1965', "}"];

  test("grows in the loop, and final() has it validated", async () => {
    const { stream, asked } = start(Book, [pieces]);
    expect(asked).toEqual([[]]);
    expect(stream.snapshot()).toBeUndefined();
    const { values, error } = await rest(stream);
    expect(error).toBeUndefined();
    expect(values).toEqual([{ title: "Du" }, { title: "Dune" }, { title: "Dune", year: 1965 }]);
    expect(await stream.final()).toEqual({ title: "DUNE", year: 1965 });
    expect([stream.attempt, stream.attempts.length, stream.usage, stream.isDone("")]).toEqual([1, 1, usage, true]);
  });

  test("is read by final() alone, or in one pass, and then by no other", async () => {
    const { stream } = start(Book, [pieces]);
    expect((await stream.final()).year).toBe(1965);
    expect(() => stream[Symbol.asyncIterator]()).toThrow(StreamConsumedError);
    expect(() => stream[Symbol.asyncIterator]()).toThrow("final() still gives the value");
    const { stream: list } = start(Numbers, [['{"value":[1', ",2]}"]]);
    expect((await rest(list.elements())).values).toEqual([1, 2]);
    expect(() => list.elements()).toThrow(StreamConsumedError);
    expect(await list.final()).toEqual([1, 2]);
  });

  test("is handed out in order to calls that are made at once", async () => {
    const { stream } = start(Numbers, [["[1,", "2,", "3]"]]);
    const pass = stream.elements();
    expect(await Promise.all([pass.next(), pass.next(), pass.next(), pass.next()])).toEqual([
      { done: false, value: 1 },
      { done: false, value: 2 },
      { done: false, value: 3 },
      { done: true, value: undefined },
    ]);
    expect(await pass.next()).toEqual({ done: true, value: undefined });
  });

  test("that is a text without JSON is shown when it is whole", async () => {
    const { stream } = start(z.string(), [["It ", "is so."]]);
    expect((await rest(stream)).values).toEqual(["It is so."]);
    expect(await stream.final()).toBe("It is so.");
  });
});

describe("leaving", () => {
  const mine = new Error("mine");

  test.each<[string, (pass: AsyncIterableIterator<unknown, undefined>) => unknown, unknown, unknown]>([
    ["return()", (pass) => pass.return?.(), { done: true, value: undefined }, undefined],
    ["throw()", (pass) => pass.throw?.(mine).catch((error: unknown) => error), mine, mine],
  ])("by %s closes the source, and the pass is over", async (_, leave, answered, reason) => {
    const { stream, sources } = start(Numbers, [["[1,", "2,", "3]"]]);
    const pass = stream[Symbol.asyncIterator]();
    await pass.next();
    expect(await leave(pass)).toEqual(answered);
    expect(sources[0]?.cancelled).toEqual([reason]);
    expect(await pass.next()).toEqual({ done: true, value: undefined });
    await expect(stream.final()).rejects.toBeInstanceOf(StreamAbortedError);
  });

  test("by the end of its scope closes the source, for no reason of its own", async () => {
    const { stream, sources } = start(Numbers, [["[1,", "2]"]]);
    await stream[Symbol.asyncIterator]().next();
    expect(await stream[Symbol.asyncDispose]()).toBeUndefined();
    expect(sources[0]?.cancelled).toEqual([undefined]);
    await expect(stream.final()).rejects.toBeInstanceOf(StreamAbortedError);
  });

  test("drops elements that were not handed out", async () => {
    const { stream } = start(Numbers, [["[1,2,3,", "4]"]]);
    const pass = stream.elements();
    await pass.next();
    stream.cancel("enough");
    expect(await pass.next()).toEqual({ done: true, value: undefined });
  });

  const slow = z.number().refine(() => new Promise<boolean>(() => {}));

  test("ends the wait for a schema that takes its time: loops end, and final() says why", async () => {
    const { stream } = start(z.object({ a: slow }), [['{"a":1}']]);
    const pass = stream[Symbol.asyncIterator]();
    await pass.next();
    const last = pass.next();
    await new Promise((resolve) => setImmediate(resolve));
    stream.cancel("enough");
    expect(await last).toEqual({ done: true, value: undefined });
    await expect(stream.final()).rejects.toMatchObject({ name: "StreamAbortedError", cause: "enough" });
  });

  test("by the call's signal ends it as well, with the signal's reason", async () => {
    const controller = new AbortController();
    const { stream } = start(z.object({ a: slow }), [['{"a":1}']], { signal: controller.signal });
    const final = stream.final().catch((error: unknown) => error);
    await new Promise((resolve) => setImmediate(resolve));
    controller.abort("stop");
    expect(await final).toBe("stop");
  });
});

describe("an answer that does not fit", () => {
  test("is asked again, told what was wrong, and the next one begins anew", async () => {
    const { stream, asked } = start(Numbers, [
      ["[1,", '"x",2]'],
      ["[3,", "4]"],
    ]);
    const seen: unknown[] = [];
    for await (const value of stream.elements()) seen.push([stream.attempt, value]);
    expect(seen).toEqual([1, 1, 2, 2].map((attempt, at) => [attempt, at + 1]));
    expect(asked.map((failed) => failed.map(({ text, issues }) => [text, issues[0]?.path]))).toEqual([
      [],
      [['[1,"x",2]', [1]]],
    ]);
    expect([stream.attempts.length, stream.usage?.totalTokens, stream.cost, stream.issues]).toEqual([2, 22, 0.5, []]);
    expect(await stream.final()).toEqual([3, 4]);
  });

  test("and the next one are all that the loop shows", async () => {
    const { stream } = start(Numbers, [['["x"]'], ["[1]"]]);
    expect(await rest(stream)).toEqual({ values: [["x"], [1]], error: undefined });
  });

  test("is thrown by the loop once, and by final() each time, when there is no further answer", async () => {
    const { stream } = start(Book, [['{"title":"Dune"}']]);
    const pass = stream[Symbol.asyncIterator]();
    const { error } = await rest(pass);
    expect(error).toBeInstanceOf(ResponseValidationError);
    expect(error).toMatchObject({ issues: [{ path: ["year"] }], text: '{"title":"Dune"}' });
    expect(await pass.next()).toEqual({ done: true, value: undefined });
    await expect(stream.final()).rejects.toBe(error);
    await expect(stream.final()).rejects.toBe(error);
  });

  test("is left as soon as a closed part does not fit, where that is asked for", async () => {
    const { stream, sources } = start(Book, [['{"title":7,', '"year":1}']], { failFast: true });
    const { values, error } = await rest(stream);
    expect(values).toEqual([]);
    expect(error).toMatchObject({ name: "ResponseValidationError", text: '{"title":7,' });
    expect([sources[0]?.read, sources[0]?.cancelled.length, stream.attempts.length]).toEqual([1, 1, 1]);
    expect(stream.issues.map(({ path }) => path)).toEqual([["title"]]);
  });

  test("left early, has its elements before the fault handed out first, and none behind it", async () => {
    const { stream, sources } = start(Numbers, [['[1,2,"x",3,', "4]"], ["[5]"]], { failFast: true });
    expect(await rest(stream.elements())).toEqual({ values: [1, 2, 5], error: undefined });
    expect([sources[0]?.read, stream.attempt, await stream.final()]).toEqual([1, 2, [5]]);
  });
});

describe("a source that begins anew", () => {
  test("begins the value anew, and counts as an attempt", async () => {
    const { stream } = start(Numbers, [["[1,2,", again, "[3,", "4]"]]);
    const seen: unknown[] = [];
    for await (const value of stream.elements()) seen.push([stream.attempt, value]);
    expect(seen).toEqual([
      [1, 1],
      [1, 2],
      [2, 3],
      [2, 4],
    ]);
    expect([stream.attempts.length, await stream.final()]).toEqual([1, [3, 4]]);
  });

  test("counts for nothing where nothing of it was read, and forgets what was wrong with it where something was", async () => {
    const { stream: unread } = start(Numbers, [["", again, "[1]"]]);
    expect([await unread.final(), unread.attempt]).toEqual([[1], 1]);
    const { stream } = start(Numbers, [['["x",', again, "[1,2", "]"]]);
    expect([await stream.final(), stream.attempt, stream.issues]).toEqual([[1, 2], 2, []]);
  });

  test("shows nothing before it has something, and counts once for what was read", async () => {
    const { stream } = start(Numbers, [["[1,", again, "", again, "[2]"]]);
    expect(await rest(stream)).toEqual({ values: [[1], [2]], error: undefined });
    expect(stream.attempt).toBe(2);
  });

  test("and then has nothing, has lost what there was", async () => {
    const { stream } = start(Numbers, [["[1,2,", again]]);
    await expect(stream.final()).rejects.toMatchObject({ name: "ResponseValidationError" });
    expect(stream.snapshot()).toBeUndefined();
  });
});

test("what ends the source is thrown by the loop once, and by final()", async () => {
  const cut = new StreamTruncatedError("cut");
  const { stream } = start(Numbers, [["[1,", cut]]);
  const pass = stream[Symbol.asyncIterator]();
  expect(await rest(pass)).toEqual({ values: [[1]], error: cut });
  expect(await pass.next()).toEqual({ done: true, value: undefined });
  await expect(stream.final()).rejects.toBe(cut);
  expect([stream.snapshot(), stream.source.cancelled]).toEqual([[1], []]);
});

test("a text that comes elsewhere than in the content is what the source tells of it", async () => {
  let tell = (_: string) => {};
  const source = new PieceSource(["never", "read"]);
  const { stream } = start(Numbers, [[]], {
    isInContent: false,
    ask: (_, onText) => {
      tell = onText;
      return source;
    },
    textOf: () => "[1,2]",
  });
  tell("[1,");
  expect(stream.snapshot()).toEqual([1]);
  source.attempt++;
  tell("[1,");
  expect(stream.snapshot()).toEqual([1]);
  tell("2]");
  expect(await stream.final()).toEqual([1, 2]);
});

test("what stands in the content is not shown where the value comes elsewhere", async () => {
  const { stream } = start(Numbers, [["[9]"]], { isInContent: false, textOf: () => "[1,2]" });
  expect((await rest(stream)).values).toEqual([[1, 2]]);
});
