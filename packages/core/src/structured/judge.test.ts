import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ContentFilterError, OutputTruncatedError, RefusalError, type TokenCounts } from "../errors.js";
import { Attempts, type StructuredAnswer } from "./attempts.js";
import { judge, validationError } from "./judge.js";
import { ResponseModel } from "./response-model.js";

const usage: TokenCounts = {
  inputTokens: 1,
  cachedTokens: null,
  outputTokens: 2,
  reasoningTokens: null,
  totalTokens: 3,
};

function answer(fields: Partial<StructuredAnswer> = {}, finishReason = "stop"): StructuredAnswer {
  const common = { finishReason, usage };
  return { content: "", refusal: null, usage, finishReasons: [finishReason], common, toJSON: () => null, ...fields };
}

describe("judge", () => {
  const model = new ResponseModel(z.object({ title: z.string() }));

  it("reads an answer, and notes it with what does not fit", async () => {
    const attempts = new Attempts();
    const response = answer();
    expect(await judge(model, { response, text: '{"title":"Dune"}' }, attempts)).toMatchObject({
      value: { title: "Dune" },
    });
    const { issues } = await judge(model, { response, text: '{"title":7}' }, attempts);
    expect(issues).toMatchObject([{ path: ["title"] }]);
    expect(attempts.list).toEqual([
      { response, usage, issues: [] },
      { response, usage, issues },
    ]);
  });

  it.each([
    [RefusalError, { refusal: `${"n".repeat(200)}o` }, "stop", `The model declined to answer: "${"n".repeat(200)}".`],
    [ContentFilterError, {}, "content_filter", "content filter stopped the answer"],
    [OutputTruncatedError, { content: "four" }, "length", "token limit, 4 characters into its text"],
  ])("throws %o with the answers so far", async (kind, fields, finishReason, words) => {
    const attempts = new Attempts();
    const response = answer(fields, finishReason);
    const error: unknown = await judge(model, { response, text: '{"title":"Dune"}' }, attempts).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(kind);
    expect(error).toMatchObject({
      message: expect.stringContaining(words),
      response,
      usage,
      attempts: [{ response, usage, issues: [] }],
    });
  });

  it("notes the answer whose schema throws, and throws the same", async () => {
    const mine = new Error("mine");
    const throwing = new ResponseModel(
      z.object({
        title: z.string().refine(() => {
          throw mine;
        }),
      }),
    );
    const attempts = new Attempts();
    const response = answer();
    await expect(judge(throwing, { response, text: '{"title":"Dune"}' }, attempts)).rejects.toBe(mine);
    expect(attempts.list).toEqual([{ response, usage, issues: [] }]);
  });
});

describe("validationError", () => {
  it("says what does not fit, after how many attempts, and what to do", () => {
    const attempts = new Attempts();
    const response = answer();
    const issues = [{ path: ["title"], message: "expected string" }];
    attempts.add(response, issues);
    const text = '{"title":7}';
    const first = validationError(issues, { response, text }, attempts);
    expect(first.message).toBe(
      "The answer does not fit its responseModel:\n- title: expected string\nerror.text is what the model wrote. retry: { validation: n } asks it again.",
    );
    expect(first).toMatchObject({ issues, text, response, usage, attempts: [{ response, usage, issues }] });
    expect(first).not.toHaveProperty("cause");
    attempts.add(response, issues);
    const cause = new Error("refused");
    const second = validationError(issues, { response, text }, attempts, { cause });
    expect(second.message).toMatch(/^The answer does not fit its responseModel after 2 attempts:\n/);
    expect(second.message).toMatch(/Asking again failed: error\.cause says why\.$/);
    expect(second.cause).toBe(cause);
    expect(first.attempts.length).toBe(1);
  });
});
