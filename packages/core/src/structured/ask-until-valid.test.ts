import { expect, test } from "vitest";
import * as z from "zod";
import { askUntilValid, type FailedAnswer } from "./ask-until-valid.js";
import { Attempts, type StructuredAnswer } from "./attempts.js";
import { ResponseModel } from "./response-model.js";
import { retryText } from "./retry-text.js";

function answer(content: string): StructuredAnswer {
  const common = { finishReason: "stop", usage: null };
  return { content, refusal: null, usage: null, finishReasons: ["stop"], common, toJSON: () => null };
}

/** Asks for a book; the answers come in this order, and an error refuses its request. */
function start(answers: readonly (string | Error)[], retries: number) {
  const asked: FailedAnswer<StructuredAnswer>[][] = [];
  const attempts = new Attempts();
  const asking = askUntilValid({
    model: new ResponseModel(z.object({ title: z.string() })),
    retries,
    attempts,
    ask: async (failed) => {
      const next = answers[asked.push([...failed]) - 1];
      if (typeof next !== "string") throw next;
      return answer(next);
    },
    textOf: async ({ content }) => (content === "called a tool" ? null : content),
  });
  return { asked, attempts, asking };
}

test("the first answer that fits is the value, and each that does not is told to the next", async () => {
  const { asking, asked, attempts } = start(['{"title":1}', "{}", '{"title":"Dune"}', "never"], 3);
  expect(await asking).toEqual({ value: { title: "Dune" } });
  expect(asked.map((failed) => failed.map(({ text }) => text))).toEqual([[], ['{"title":1}'], ['{"title":1}', "{}"]]);
  expect(asked[1]?.[0]).toMatchObject({ response: { content: '{"title":1}' }, issues: [{ path: ["title"] }] });
  expect(attempts.list.length).toBe(3);
});

test("the last answer that does not fit is thrown", async () => {
  const { asking, asked } = start(["{}", '{"title":1}'], 1);
  await expect(asking).rejects.toMatchObject({ name: "ResponseValidationError", text: '{"title":1}' });
  expect(asked.length).toBe(2);
  await expect(start(["{}"], 0).asking).rejects.toMatchObject({ name: "ResponseValidationError" });
});

test("a refused request is thrown as it is, and behind an answer as the cause of what was wrong with that", async () => {
  const refused = new Error("429");
  await expect(start([refused], 1).asking).rejects.toBe(refused);
  await expect(start(["{}", refused], 1).asking).rejects.toMatchObject({
    name: "ResponseValidationError",
    text: "{}",
    cause: refused,
  });
});

test("a model that did something else has its response returned, and counted", async () => {
  const { asking, attempts } = start(["{}", "called a tool"], 1);
  expect(await asking).toMatchObject({ response: { content: "called a tool" } });
  expect(attempts.list.map(({ issues }) => issues.length)).toEqual([1, 0]);
});

test("the cost of answers is their sum, and unknown where one of them is, or there is none", () => {
  const attempts = new Attempts<StructuredAnswer & { totalCost?: number }>();
  expect(attempts.cost).toBeNull();
  for (const totalCost of [0.5, 0.25]) attempts.add({ ...answer(""), totalCost }, []);
  expect(attempts.cost).toBe(0.75);
  attempts.add(answer(""), []);
  expect(attempts.cost).toBeNull();
});

test("the model is told each path and fault on a line of its own", () => {
  expect(
    retryText([
      { path: ["chapters", 2, "title"], message: "expected string" },
      { path: [], message: "too short" },
    ]),
  ).toBe(
    "This answer does not fit its schema:\n- chapters[2].title: expected string\n- too short\nAnswer again, with all of it corrected.",
  );
});
