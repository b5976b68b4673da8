import { LLMock } from "@copilotkit/aimock";
import { ClientSockets } from "@zoetrope/test-server";
import { describe, expect, onTestFinished, test } from "vitest";
import { askOpponent, outcomeOf } from "./__fixtures__/outcome.js";

/** In twenty chunks of two characters. */
const answer = "0123456789".repeat(4);
const chunkSize = 2;

type Faults = Parameters<LLMock["setChaos"]>[0];
type Broken = Parameters<LLMock["on"]>[2];

/** Somebody else's server, with faults of its own making. */
async function startChaos(chaos: Faults, broken: Broken = {}) {
  const server = new LLMock({ host: "127.0.0.1", port: 0, chunkSize, logLevel: "silent", chaos });
  server.on({ endpoint: "chat" }, { content: answer }, broken);
  const url = await server.start();
  onTestFinished(() => server.stop());
  return { url };
}

describe("aimock's chaos mode", () => {
  test.each([
    ["nothing goes wrong", {}, { status: "complete", content: answer, error: "" }],
    ["the request is dropped (500)", { dropRate: 1 }, { status: "failed", content: "", error: "InternalServerError" }],
    ["the rate is limited (429)", { rateLimitRate: 1 }, { status: "failed", content: "", error: "RateLimitError" }],
    ["the body is no JSON", { malformedRate: 1 }, { status: "failed", content: "", error: "MalformedChunkError" }],
    [
      "the connection is dropped",
      { disconnectRate: 1 },
      { status: "failed", content: "", error: "APIConnectionError" },
    ],
  ])("%s", async (_, chaos, expected) => {
    using sockets = new ClientSockets();
    const server = await startChaos(chaos);
    const { sockets: open, ...outcome } = await outcomeOf(askOpponent(server), server, sockets);
    expect(outcome).toEqual(expected);
    // A connection that serves again may be kept.
    expect(open).toBeLessThanOrEqual(1);
  });

  test("a body that is cut between two chunks", async () => {
    using sockets = new ClientSockets();
    const server = await startChaos({}, { truncateAfterChunks: 5, latency: 5 });
    const outcome = await outcomeOf(askOpponent(server), server, sockets);
    expect(outcome.content.length % chunkSize).toBe(0);
    expect(outcome).toMatchObject({
      content: expect.stringMatching(/^01(23)?/),
      status: "failed",
      error: "StreamTransportError",
      sockets: 0,
    });
  });

  test("forty calls under all faults at once: each ends in one way, with a beginning of the answer and no more", async () => {
    using sockets = new ClientSockets();
    const rate = 0.2;
    const chaos = { dropRate: rate, malformedRate: rate, rateLimitRate: rate, disconnectRate: rate };
    const server = await startChaos(chaos, { latency: 1, disconnectAfterMs: 15 });
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, () => outcomeOf(askOpponent(server), server, sockets)),
    );
    expect(outcomes.filter(({ content }) => !answer.startsWith(content))).toEqual([]);
    const wrong = outcomes.filter(({ status, content, error }) =>
      status === "complete" ? content !== answer || error !== "" : status !== "failed" || error === "",
    );
    expect(wrong).toEqual([]);
  });
});
