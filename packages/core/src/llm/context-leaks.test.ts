import { describe, expect, it } from "vitest";
import {
  BasePrompt,
  createLlmCall,
  override,
  promptTemplate,
  withContext,
  withMiddleware,
  runTools,
  Budget,
  type Provider,
} from "../index.js";
import { tiny, type TinyClient, type TinyTypes } from "../testing/__fixtures__/tiny-provider.js";
import { tinyClient } from "../testing/__fixtures__/tiny-client.js";

const seen: { provider: string; apiKey: string | undefined; baseURL: string | undefined }[] = [];
const shared = { client: tinyClient([]) };
const named = (name: string): Provider<TinyTypes> => ({
  ...tiny,
  name,
  client({
    client,
    apiKey,
    baseURL,
  }: {
    client?: TinyClient | undefined;
    apiKey?: string | undefined;
    baseURL?: string | undefined;
  }) {
    seen.push({ provider: name, apiKey, baseURL });
    return client ?? shared.client;
  },
});
const llm = createLlmCall(named("tiny"), named("other"));
const whole = { says: "Yes", end: "done" };
const refused = () => Object.assign(new Error("busy"), { status: 503 });

describe("keys", () => {
  it("P12: a fallback's key for the call's own provider does not go to the one that override names", async () => {
    seen.length = 0;
    shared.client = tinyClient([refused(), whole]);
    const ask = llm("tiny:tiny-1", {
      apiKey: "tiny-key",
      fallback: [{ apiKey: "tiny-backup-key", baseURL: "https://tiny.example" }],
    })(() => "?");
    await override(ask, { model: "other:o" })().catch(() => null);
    expect(seen.filter(({ provider, apiKey, baseURL }) => provider === "other" && (apiKey ?? baseURL))).toEqual([]);
  });
  it("P12: a fallback's bare model is the call's own provider's", async () => {
    seen.length = 0;
    shared.client = tinyClient([refused(), whole]);
    const ask = llm("tiny:tiny-1", { fallback: [{ model: "tiny-2" }] })(() => "?");
    const r = await override(ask, { model: "other:o" })();
    expect(r.provider).toBe("tiny");
    expect(shared.client.bodies).toMatchObject([{ model: "o" }, { model: "tiny-2" }]);
  });
  it("P12: a fallback's client for the call's own provider", async () => {
    seen.length = 0;
    shared.client = tinyClient([refused(), whole]);
    const backup = tinyClient([whole]);
    const ask = llm("tiny:tiny-1", { fallback: [{ client: backup }] })(() => "?");
    const r = await override(ask, { model: "other:o" })();
    expect([r.provider, backup.bodies]).toMatchObject(["tiny", [{ model: "tiny-1" }]]);
  });
  it("a bare model in override keeps the function's own provider, inside a context of another", async () => {
    const ask = llm("tiny:tiny-1")(() => "?");
    shared.client = tinyClient([whole]);
    const r = await withContext({ model: "other:o" }, () => override(ask, { model: "tiny-3" })());
    expect(r.provider).toBe("tiny");
  });
});

describe("override", () => {
  it("does not reach calls of the output parser", async () => {
    shared.client = tinyClient([whole, whole]);
    const inner = llm("tiny:inner")(() => "?");
    const outer = llm("tiny:outer", { outputParser: async () => (await inner()).content })(() => "?");
    await override(outer, { model: "tiny:moved" })();
    expect(shared.client.bodies).toMatchObject([{ model: "moved" }, { model: "inner" }]);
  });
  it("middleware does not reach calls of the output parser", async () => {
    shared.client = tinyClient([whole, whole]);
    const events: string[] = [];
    const inner = llm("tiny:inner")(() => "?");
    const outer = llm("tiny:outer", { outputParser: async () => (await inner()).content })(() => "?");
    await withMiddleware(outer, { onEvent: ({ type }) => events.push(type) })();
    expect(events).toEqual(["start", "end"]);
  });
  it("does not reach calls of a prompt class's dynamicConfig", async () => {
    shared.client = tinyClient([whole, whole]);
    const inner = llm("tiny:inner")(() => "?");
    class P extends BasePrompt {
      override async dynamicConfig() {
        return { computedFields: { x: (await inner()).content } };
      }
    }
    promptTemplate("Say {x}")(P);
    const outer = llm("tiny:outer")(() => new P());
    await override(outer, { model: "tiny:moved" })();
    expect(shared.client.bodies).toMatchObject([{ model: "inner" }, { model: "moved" }]);
  });
  it("does not reach what a reader or observer does", async () => {
    shared.client = tinyClient([whole, whole]);
    const inner = llm("tiny:inner")(() => "?");
    let more: Promise<unknown> | undefined;
    const outer = llm("tiny:outer")(() => "?");
    const watched = withMiddleware(outer, {
      onEvent: ({ type }) => {
        if (type === "end") more ??= inner();
      },
    });
    await override(watched, { model: "tiny:moved" })();
    await more;
    expect(shared.client.bodies).toMatchObject([{ model: "moved" }, { model: "inner" }]);
  });
  it("does not reach calls of a validator", async () => {
    shared.client = tinyClient([{ says: '"x"', end: "done" }, whole, whole, whole]);
    const { z } = await import("zod");
    const inner = llm("tiny:inner")(() => "?");
    const outer = llm("tiny:outer", {
      mode: "json",
      responseModel: z.string().refine(async () => (await inner()).content === "Yes"),
    })(() => "?");
    await override(outer, { model: "tiny:moved" })();
    const [own, ...others] = shared.client.bodies.map((body) => Reflect.get(body, "model"));
    expect([own, new Set(others)]).toEqual(["moved", new Set(["inner"])]);
  });
});

describe("fallbacks and contexts", () => {
  it("a stream's fallback to another call is made in the context of the stream", async () => {
    shared.client = tinyClient([refused(), [{ model: "c", says: "Yes", end: "done" }]]);
    const second = llm("tiny:second", { stream: true })(() => "?");
    const ask = llm("tiny:first", { stream: true, fallback: [second] })(() => "?");
    const stream = withContext({ model: "tiny:ctx" }, () => ask());
    for await (const _ of stream);
    expect(shared.client.bodies).toMatchObject([{ model: "ctx" }, { model: "ctx" }]);
  });
  it("a whole call's fallback likewise", async () => {
    shared.client = tinyClient([refused(), whole]);
    const second = llm("tiny:second")(() => "?");
    const ask = llm("tiny:first", { fallback: [second] })(() => "?");
    await withContext({ model: "tiny:ctx" }, () => ask());
    expect(shared.client.bodies).toMatchObject([{ model: "ctx" }, { model: "ctx" }]);
  });
  it.each([false, true])(
    "a fallback to another provider ends when the call does; async prompt: %s",
    async (isAsync) => {
      let signal: AbortSignal | undefined;
      const hangs: TinyClient = {
        send: (_b, s) => {
          signal = s;
          return new Promise(() => undefined);
        },
      };
      const controller = new AbortController();
      const ask = llm("tiny:first", {
        client: tinyClient([refused()]),
        fallback: [{ model: "other:o", client: hangs }],
      })(isAsync ? async () => "?" : () => "?");
      // The outer call is left by the signal of the call that it is itself a fallback of.
      const outermost = llm("tiny:zero", {
        client: tinyClient([refused()]),
        signal: controller.signal,
        fallback: [ask],
      })(() => "?");
      const done = outermost().catch((e: unknown) => e);
      await expect.poll(() => signal).toBeDefined();
      controller.abort(new Error("left"));
      await done;
      expect(signal?.aborted).toBe(true);
    },
  );
  it.each([false, true])(
    "a fallback to another provider is left when the call's time is up; async prompt: %s",
    async (isAsync) => {
      let signal: AbortSignal | undefined;
      const hangs: TinyClient = {
        send: (_b, s) => {
          signal = s;
          return new Promise(() => undefined);
        },
      };
      const late: TinyClient = { send: () => new Promise((_, reject) => setTimeout(() => reject(refused()), 60)) };
      const ask = llm("tiny:first", {
        client: late,
        timeouts: { total: 100 },
        fallback: [{ model: "other:o", client: hangs }],
      })(isAsync ? async () => "?" : () => "?");
      await expect(ask()).rejects.toThrow("100 ms");
      expect(signal?.aborted).toBe(true);
    },
  );
  it.each([false, true])(
    "a run's budget holds for a fallback to another provider; async prompt: %s",
    async (isAsync) => {
      const budget = new Budget({ totalTokens: 1000 });
      shared.client = tinyClient([{ ...whole, usage: { read: 3, written: 1 } }]);
      const ask = llm("tiny:first", { client: tinyClient([refused()]), fallback: [{ model: "other:o" }] })(
        isAsync ? async (_h: object[]) => "?" : (_h: object[]) => "?",
      );
      await runTools(ask as never, [] as never, { budget }).result();
      expect(budget.spent.totalTokens).toBe(4);
    },
  );
});
