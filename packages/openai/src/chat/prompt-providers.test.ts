import { BasePrompt, promptProvider, promptSource } from "@zoetrope/core";
import { expect, it } from "vitest";
import { createTestClient, type TestAnswer } from "../testing.js";
import { openaiCall } from "./call.js";
import { OpenAIPrompt } from "./prompt.js";

const answer = (content: string): TestAnswer => ({
  object: "chat.completion",
  choices: [
    { index: 0, finish_reason: "stop", logprobs: null, message: { role: "assistant", content, refusal: null } },
  ],
});
const messages = (content: string) => [{ role: "user" as const, content }];

it("P11: what one run computes is seen by no other, however runs are mixed", async () => {
  const clients = { ann: createTestClient([answer("for Ann")]), bob: createTestClient([answer("for Bob")]) };
  const waiting: (() => void)[] = [];
  const ask = openaiCall("m", { callParams: { temperature: 0.5 } })(async (who: "ann" | "bob", seed: number) => {
    await new Promise<void>((resolve) => waiting.push(resolve));
    return { messages: messages(who), client: clients[who], callParams: { seed }, metadata: { who } };
  });
  const runs = [ask("ann", 1), ask("bob", 2)];
  // The second goes on first.
  for (const goOn of waiting.toReversed()) goOn();
  const [ann, bob] = await Promise.all(runs);
  expect([ann?.content, ann?.metadata, bob?.content, bob?.metadata]).toEqual([
    "for Ann",
    { who: "ann" },
    "for Bob",
    { who: "bob" },
  ]);
  const sent = (who: "ann" | "bob") => clients[who].requests.map(({ body }) => body);
  expect(sent("ann")).toEqual([{ model: "m", temperature: 0.5, seed: 1, messages: messages("ann") }]);
  expect(sent("bob")).toEqual([{ model: "m", temperature: 0.5, seed: 2, messages: messages("bob") }]);
});

it("P12: a prompt that is run with another provider leaves its own client behind", async () => {
  class Foreign extends BasePrompt {
    override get [promptProvider](): string {
      return "elsewhere";
    }
    override dynamicConfig() {
      return { messages: messages("Hi"), client: { generate: () => "of another provider" } };
    }
  }
  const client = createTestClient([answer("here")]);
  expect((await new Foreign().run(openaiCall("m", { client }))).content).toBe("here");
});

it("P12: a prompt tells whose client it brings, so that others can drop it", async () => {
  const client = createTestClient([]);
  class Own extends OpenAIPrompt {
    override dynamicConfig() {
      return { messages: messages("Hi"), client };
    }
  }
  const { provider, config } = await new Own()[promptSource]();
  expect([provider, config.client === client]).toEqual(["openai", true]);
});
