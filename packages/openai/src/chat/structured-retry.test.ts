import { ResponseValidationError } from "@zoetrope/core";
import { expect, it } from "vitest";
import { z } from "zod";
import { createTestClient, type TestAnswer } from "../testing.js";
import { openaiCall } from "./call.js";

const answer = (content: string): TestAnswer => ({
  object: "chat.completion",
  usage: { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 },
  choices: [
    { index: 0, finish_reason: "stop", logprobs: null, message: { role: "assistant", content, refusal: null } },
  ],
});
const refused = () => Response.json({ error: { message: "slow down" } }, { status: 429 });
const Book = z.object({ pages: z.number() });

it("R9: an answer is not lost when asking again is refused", async () => {
  const client = createTestClient([answer('{"pages":"many"}'), refused()]);
  const ask = openaiCall("m", { client, responseModel: Book, retry: { validation: 1 } })(() => "How long is it?");
  const error: unknown = await ask().catch((thrown: unknown) => thrown);
  if (!ResponseValidationError.isInstance(error)) throw error;
  expect(error.message).toMatch(/Asking again failed: error\.cause says why\.$/);
  expect(error.cause).toMatchObject({ status: 429 });
  expect([error.text, error.response?.content, error.attempts.length]).toEqual([
    '{"pages":"many"}',
    '{"pages":"many"}',
    1,
  ]);
  expect(error.usage).toMatchObject({ totalTokens: 7 });
});

it("what the first request is refused with is thrown as it is", async () => {
  const client = createTestClient([refused()]);
  const ask = openaiCall("m", { client, responseModel: Book, retry: { validation: 1 } })(() => "How long is it?");
  await expect(ask()).rejects.toMatchObject({ status: 429, name: "Error" });
});

it("a refinement that throws is the error", async () => {
  const client = createTestClient([answer('{"pages":1}')]);
  const Odd = Book.refine(() => {
    throw new Error("the check broke");
  });
  await expect(openaiCall("m", { client, responseModel: Odd })(() => "How long is it?")()).rejects.toThrow(
    "the check broke",
  );
});
