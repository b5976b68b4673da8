import { getEventListeners } from "node:events";
import { describe, expect, expectTypeOf, it, test } from "vitest";
import { CallOptionsError, StreamConsumedError, ToolCallError } from "../errors.js";
import type { RunnableTool } from "./call-tools.js";
import { runTools, type RunToolsOptions } from "./run-tools.js";
import type { AnswerWithTools, ToolRun, ToolTurn } from "./tool-run.js";

/** A provider of the test's: its messages are texts, and so are its calls of tools. */
class Answer implements AnswerWithTools<string> {
  constructor(
    readonly content: string,
    readonly tools: readonly Tool[] = [],
  ) {}

  get messageParam(): string {
    return `model: ${this.content}`;
  }

  toolMessageParams(outputs: Parameters<AnswerWithTools<string>["toolMessageParams"]>[0]): string[] {
    return outputs.map(([{ toolCall }, output]) => {
      if (typeof output === "bigint") throw new TypeError("no bigints");
      return `${toolCall.name}: ${output instanceof Error ? `Error: ${output.message}` : (output ?? "")}`;
    });
  }
}

class Tool implements RunnableTool {
  readonly toolCall: RunnableTool["toolCall"];

  constructor(
    name: string,
    readonly call: RunnableTool["call"] = () => `${name} done`,
  ) {
    this.toolCall = { id: name, name, args: {}, raw: null };
  }
}

/** A model that gives these answers in turn, and remembers what it was asked. */
function model(...answers: readonly (Answer | Error)[]) {
  const asked: string[][] = [];
  const ask = async (history: string[]): Promise<Answer> => {
    asked.push(history);
    const answer = answers[asked.length - 1];
    if (answer instanceof Answer) return answer;
    throw answer ?? new Error("The model has said all.");
  };
  return { ask, asked };
}

async function finished(answers: readonly (Answer | Error)[], options?: RunToolsOptions<Answer>) {
  const { ask, asked } = model(...answers);
  const run = runTools(ask, ["user: hi"], options);
  const items: [content: string, tool: null, turn: number][] = [];
  for await (const [{ content }, tool, turn] of run) items.push([content, tool, turn]);
  return { asked, items, result: await run.result() };
}

test("the calls of one answer are answered together: a provider may take that in one message only", async () => {
  class Joined extends Answer {
    override toolMessageParams(outputs: Parameters<Answer["toolMessageParams"]>[0]): string[] {
      return outputs.length === 0 ? [] : [super.toolMessageParams(outputs).join(" + ")];
    }
  }
  const bad = new Tool("bad", () => 1n);
  const { result } = await finished([new Joined("look", [new Tool("a"), bad, new Tool("b")]), new Joined("done")]);
  const together = 'a: a done + bad: Error: What the tool "bad" returned cannot be sent: no bigints + b: b done';
  expect(result.messages).toEqual(["user: hi", "model: look", together, "model: done"]);
});

test("answers and outputs go into the history until the model calls no more tools", async () => {
  const { asked, items, result } = await finished([
    new Answer("let me see", [new Tool("a"), new Tool("b")]),
    new Answer("and again", [new Tool("a", () => 7)]),
    new Answer("so be it"),
  ]);
  const history = ["user: hi", "model: let me see", "a: a done", "b: b done", "model: and again", "a: 7"];
  expect(asked).toEqual([history.slice(0, 1), history.slice(0, 4), history]);
  expect(items).toEqual([
    ["let me see", null, 1],
    ["and again", null, 2],
    ["so be it", null, 3],
  ]);
  expect(result.reason).toBe("done");
  expect(result.messages).toEqual([...history, "model: so be it"]);
  expect(result.response?.content).toBe("so be it");
  expect(result.turns.map(({ turn, outcomes }) => [turn, outcomes.map(({ output }) => output)])).toEqual([
    [1, ["a done", "b done"]],
    [2, [7]],
    [3, []],
  ]);
});

test("nothing is asked before the run is read, and the history that was given stays as it is", async () => {
  const { ask, asked } = model(new Answer("hello"));
  const input = ["user: hi"];
  const run = runTools(ask, input);
  input.push("user: more");
  expect(asked).toEqual([]);
  expect((await run.result()).messages).toEqual(["user: hi", "model: hello"]);
  expect(asked).toEqual([["user: hi"]]);
  expect(input).toEqual(["user: hi", "user: more"]);
});

test("what goes wrong with a tool is told to the model", async () => {
  const { asked, result } = await finished([
    new Answer("", [
      new Tool("throws", () => {
        throw new RangeError("too far");
      }),
      new Tool("text", () => Promise.reject("no error at all")),
      new Tool("unsendable", () => 1n),
      new Tool("void", () => undefined),
    ]),
    new Answer("I see"),
  ]);
  expect(asked[1]?.slice(2)).toEqual([
    "throws: Error: too far",
    'text: Error: The tool "text" threw "no error at all".',
    'unsendable: Error: What the tool "unsendable" returned cannot be sent: no bigints',
    "void: ",
  ]);
  const errors = result.turns[0]?.outcomes.map(({ error }) => error);
  expect(errors?.map((error) => error?.constructor)).toEqual([RangeError, ToolCallError, ToolCallError, undefined]);
});

describe("maxTurns", () => {
  const again = (): Answer => new Answer("again", [new Tool("a")]);

  it("is 10 unless it is given", async () => {
    const { asked, result } = await finished(Array.from({ length: 20 }, again));
    expect([asked.length, result.turns.length, result.reason]).toEqual([10, 10, "maxTurns"]);
  });

  it("leaves a history that can be gone on with", async () => {
    const { result } = await finished([again(), again()], { maxTurns: 1 });
    expect([result.reason, result.response?.content]).toEqual(["maxTurns", "again"]);
    expect(result.messages).toEqual(["user: hi", "model: again", "a: a done"]);
    const { asked, ask } = model(new Answer("done"));
    expect((await runTools(ask, result.messages).result()).reason).toBe("done");
    expect(asked).toEqual([result.messages]);
  });

  it("does not matter to an answer without tools", async () => {
    expect((await finished([new Answer("hello")], { maxTurns: 1 })).result.reason).toBe("done");
  });
});

describe("onTurn", () => {
  it("is told each turn when its tools have run, and awaited", async () => {
    const log: string[] = [];
    const onTurn = async ({ turn, response, outcomes }: ToolTurn<Answer>) => {
      await Promise.resolve();
      log.push(`${turn} ${response.content} ${outcomes.length}`);
    };
    const call = () => log.push("ran");
    const { asked } = await finished([new Answer("one", [new Tool("a", call)]), new Answer("two")], { onTurn });
    expect([log, asked.length]).toEqual([["ran", "1 one 1", "2 two 0"], 2]);
  });

  it("ends the run with what it throws, also when the run was just stopped", async () => {
    const mistake = new Error("mine");
    const onTurn = () => {
      throw mistake;
    };
    const { ask } = model(new Answer("one"));
    const run = runTools(ask, [], { onTurn });
    await expect(run.result()).rejects.toBe(mistake);
    await expect(run.result()).rejects.toBe(mistake);
    const controller = new AbortController();
    const tools = [new Tool("a", () => controller.abort())];
    const stopped = runTools(model(new Answer("one", tools)).ask, [], { onTurn, signal: controller.signal });
    await expect(stopped.result()).rejects.toBe(mistake);
  });
});

test("a request that fails ends the run with its error; the history so far can be gone on with", async () => {
  const refused = new Error("401");
  const { ask } = model(new Answer("one", [new Tool("a")]), refused);
  const run = runTools(ask, ["user: hi"]);
  const loop = async () => {
    for await (const [{ content }] of run) expect(content).toBe("one");
  };
  await expect(loop()).rejects.toBe(refused);
  await expect(run.result()).rejects.toBe(refused);
  expect(run.messages).toEqual(["user: hi", "model: one", "a: a done"]);
});

test("a run is read once", async () => {
  const run = runTools(model(new Answer("hello")).ask, []);
  for await (const [answer] of run) expect(answer.content).toBe("hello");
  expect(() => run[Symbol.asyncIterator]()).toThrow(StreamConsumedError);
  // Asked again, it says the same.
  expect(await run.result()).toEqual(await run.result());
});

describe("stopped", () => {
  const reason = new Error("enough");

  it("before it began: nothing is asked", async () => {
    const { ask, asked } = model(new Answer("hello"));
    const result = await runTools(ask, ["user: hi"], { signal: AbortSignal.abort(reason) }).result();
    expect(result).toEqual({ reason: "aborted", response: null, cause: reason, messages: ["user: hi"], turns: [] });
    const run = runTools(ask, []);
    run.cancel("no");
    expect(await run.result()).toMatchObject({ reason: "aborted", cause: "no" });
    expect(asked).toEqual([]);
  });

  it("while an answer is awaited: it is left", async () => {
    const controller = new AbortController();
    const { promise, reject } = Promise.withResolvers<Answer>();
    const run = runTools((_: string[]) => promise, ["user: hi"], { signal: controller.signal });
    const result = run.result();
    controller.abort(reason);
    expect(await result).toMatchObject({ reason: "aborted", response: null, cause: reason, messages: ["user: hi"] });
    // An unhandled rejection would fail this run of the tests.
    reject(new Error("too late"));
  });

  it("while tools run: the history is whole, with an error for each tool that was left", async () => {
    const controller = new AbortController();
    const never = new Tool("never", () => {
      queueMicrotask(() => controller.abort(reason));
      return new Promise(() => undefined);
    });
    const { result, asked } = await finished([new Answer("", [new Tool("quick"), never]), new Answer("unasked")], {
      signal: controller.signal,
    });
    expect(result).toMatchObject({ reason: "aborted", cause: reason, response: { content: "" } });
    expect(result.messages).toEqual([
      "user: hi",
      "model: ",
      "quick: quick done",
      'never: Error: The tool "never" had not returned when the run was stopped.',
    ]);
    expect(asked.length).toBe(1);
  });

  it("by leaving the loop: no tool is begun", async () => {
    let runs = 0;
    const { ask, asked } = model(new Answer("one", [new Tool("a", () => runs++)]));
    const run = runTools(ask, ["user: hi"]);
    for await (const [answer] of run) {
      expect(answer.content).toBe("one");
      break;
    }
    expect(await run.result()).toMatchObject({ reason: "aborted", messages: ["user: hi"] });
    expect([runs, asked.length]).toEqual([0, 1]);
  });

  it("by await using", async () => {
    const { ask } = model(new Answer("one"));
    let kept;
    {
      await using run = runTools(ask, []);
      kept = run;
    }
    expect((await kept.result()).reason).toBe("aborted");
  });

  it("after the end: nothing changes", async () => {
    const run = runTools(model(new Answer("hello")).ask, []);
    await run.result();
    run.cancel();
    expect((await run.result()).reason).toBe("done");
  });

  it("leaves no listener on the signal, however it ended, and puts none there before it is read", async () => {
    const { signal } = new AbortController();
    const run = runTools(model(new Answer("hello")).ask, [], { signal });
    expect(getEventListeners(signal, "abort")).toEqual([]);
    await run.result();
    await expect(runTools(model(new Error("401")).ask, [], { signal }).result()).rejects.toThrow("401");
    for await (const _ of runTools(model(new Answer("hello")).ask, [], { signal })) break;
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });
});

test("parallel: false runs tools one after the other, a number so many at once", async () => {
  let running = 0;
  const most = async (options: RunToolsOptions<Answer>): Promise<number> => {
    let seen = 0;
    const tools = Array.from({ length: 5 }, (_, at) => {
      return new Tool(`t${at}`, async () => {
        seen = Math.max(seen, ++running);
        await new Promise((resolve) => setImmediate(resolve));
        running--;
      });
    });
    await finished([new Answer("", tools), new Answer("done")], options);
    return seen;
  };
  expect(await most({})).toBe(5);
  expect(await most({ parallel: true })).toBe(5);
  expect(await most({ parallel: false })).toBe(1);
  expect(await most({ parallel: 3 })).toBe(3);
});

test.each<[options: object, message: RegExp]>([
  [{ maxTurns: 0 }, /maxTurns is 0/],
  [{ maxTurns: 1.5 }, /maxTurns is 1\.5/],
  [{ parallel: -1 }, /parallel is -1/],
  [{ parallel: "yes" }, /parallel is yes/],
  [{ maxTurn: 3 }, /"maxTurn" is no option of runTools/],
])("%j is refused at once", (options, message) => {
  const { ask } = model();
  expect(() => runTools(ask, [], options)).toThrow(CallOptionsError);
  expect(() => runTools(ask, [], options)).toThrow(message);
});

test("types: the history is the call's own, and every tool can be run", () => {
  const { ask } = model();
  const run = runTools(ask, []);
  expectTypeOf(run).toEqualTypeOf<ToolRun<string, Answer, null, Answer>>();
  // @ts-expect-error The messages are texts.
  runTools(ask, [7]);
  // @ts-expect-error The answer's own message would not fit into the history.
  runTools(async (_: number[]) => new Answer(""), [7]);
  const raw = async (_: string[]) => ({ ...new Answer(""), tools: [{ toolCall: new Tool("t").toolCall }] });
  // @ts-expect-error Its tools have no call().
  runTools(raw, []);
  const told = async () => {
    const result = await run.result();
    if (result.reason === "aborted" || result.reason === "budget")
      expectTypeOf(result.response).toEqualTypeOf<Answer | null>();
    else expectTypeOf(result.response).toEqualTypeOf<Answer>();
  };
  expect(told).toBeTypeOf("function");
});
