import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, expectTypeOf, it } from "vitest";
import {
  BasePrompt,
  CallOptionsError,
  createLlmCall,
  override,
  promptTemplate,
  withContext,
  withMiddleware,
  type Provider,
} from "../index.js";
import { tiny, tinyCall, type TinyClient, type TinyTypes } from "../testing/__fixtures__/tiny-provider.js";
import { tinyClient } from "../testing/__fixtures__/tiny-client.js";

/** A client that a provider makes by itself. */
const shared = { client: tinyClient([]) };
const withClient = { client: ({ client }: { client?: TinyClient | undefined }) => client ?? shared.client };
const first: Provider<TinyTypes> = { ...tiny, ...withClient };
const other: Provider<TinyTypes> = {
  ...first,
  name: "other",
  neutralNames: { ...tiny.neutralNames, temperature: undefined, seed: "dice" },
};
const llm = createLlmCall(first, other);
const whole = { says: "Yes", end: "done" };

describe("override", () => {
  const ask = llm("tiny:tiny-1", { callParams: { temperature: 1, extra: { other: { odd: true } } } })(
    (x: string) => `Ask ${x}`,
  );

  it("moves a function to another model, and leaves it as it is", async () => {
    const moved = override(ask, { model: "tiny:tiny-2", callParams: { temperature: 2 } });
    expectTypeOf(moved).toEqualTypeOf(ask);
    expect(await moved.toRequest("a")).toMatchObject({ model: "tiny-2", heat: 2, turns: [{ says: "Ask a" }] });
    expect(await ask.toRequest("a")).toMatchObject({ model: "tiny-1", heat: 1 });
    expect(await moved.explain("a")).toContain('model: "tiny-2" ← override\n');
  });

  it("moves it to another provider, where what only the first one has stays behind, and is told", async () => {
    shared.client = tinyClient([whole]);
    const response = await override(ask, { model: "other:o-1" })("a");
    expect(shared.client.bodies).toEqual([
      { model: "o-1", odd: true, turns: [{ who: "person", says: "Ask a" }], stream: false },
    ]);
    expect(response.provider).toBe("other");
    expect(response.warnings).toEqual([
      'callParams.temperature was written for the provider "tiny", and is not sent to "other".',
    ]);
  });

  it("refuses what it names itself and the provider does not have", async () => {
    const moved = override(ask, { model: "other:o-1", callParams: { temperature: 1 } });
    await expect(moved.toRequest("a")).rejects.toThrow('callParams.temperature cannot be sent: the provider "other"');
  });

  it("keeps the provider where the model names none", async () => {
    expect(await override(ask, { model: "tiny-3" }).toRequest("a")).toMatchObject({ model: "tiny-3" });
  });

  it("P12: leaves the client of the call behind where the provider changes, and takes it along where it does not", async () => {
    const own = tinyClient([whole]);
    shared.client = tinyClient([whole, whole]);
    const given = llm("tiny:tiny-1", { client: own })(() => "?");
    await override(given, { model: "tiny:tiny-2" })();
    expect([own.bodies.length, shared.client.bodies.length]).toEqual([1, 0]);
    await override(given, { model: "other:o" })();
    expect([own.bodies.length, shared.client.bodies.length]).toEqual([1, 1]);
    const computed = llm("tiny:tiny-1")(() => ({ messages: [{ role: "user", content: "?" }], client: own }));
    await override(computed, { model: "other:o" })();
    expect([own.bodies.length, shared.client.bodies.length]).toEqual([1, 2]);
  });

  it("of an override counts the outer one, param by param", async () => {
    const twice = override(override(ask, { model: "tiny:a", callParams: { maxTokens: 1, temperature: 3 } }), {
      callParams: { temperature: 4 },
    });
    expect(await twice.toRequest("a")).toMatchObject({ model: "a", maxLength: 1, heat: 4 });
  });

  it("holds for the call, and for none that its prompt makes", async () => {
    shared.client = tinyClient([whole, whole]);
    const inner = llm("tiny:inner")(() => "?");
    const outer = llm("tiny:outer")(async () => (await inner()).content);
    await override(outer, { model: "tiny:moved" })();
    expect(shared.client.bodies).toMatchObject([{ model: "inner" }, { model: "moved", turns: [{ says: "Yes" }] }]);
  });

  it("keeps the object of a method, and the middleware of a call", async () => {
    shared.client = tinyClient([whole]);
    class Shelf {
      name = "top";
      ask = llm("tiny:a")(() => `From ${this.name}`);
    }
    const events: string[] = [];
    const watched = withMiddleware(new Shelf().ask, { onEvent: ({ type }) => events.push(type) });
    await override(watched, { model: "tiny:b" })();
    expect(shared.client.bodies).toMatchObject([{ model: "b", turns: [{ says: "From top" }] }]);
    expect(events).toEqual(["start", "end"]);
  });

  it("takes functions of llmCall only, and settings that make sense", () => {
    const one = tinyCall("tiny-1")(() => "?");
    expect(() => override(one, { model: "tiny:x" })).toThrow("override takes a function that llmCall made");
    expect(() => override(ask, { modle: "tiny:x" } as object)).toThrow('"modle" is neither');
    expect(() => override(ask, { model: " " })).toThrow(CallOptionsError);
    expect(() => override(ask, { callParams: { seeds: 1 } as object })).toThrow('(did you mean "seed"?)');
  });
});

describe("withContext", () => {
  const ask = llm("tiny:tiny-1", { callParams: { temperature: 1 } })(() => "?");
  const modelOf = async (): Promise<unknown> => Object(await ask.toRequest()).model;

  it("P11: nests, is restored, and never crosses between tasks that run at once", async () => {
    const seen: unknown[] = [];
    const task = (model: string) =>
      withContext({ model: `tiny:${model}` }, async () => {
        await nextTurn();
        seen.push(await modelOf());
        await withContext({ model: `tiny:${model}-inner` }, async () => {
          await nextTurn();
          seen.push(await modelOf());
        });
        seen.push(await modelOf());
      });
    await Promise.all([task("a"), task("b")]);
    expect(seen.map(String).toSorted()).toEqual(["a", "a", "a-inner", "b", "b", "b-inner"]);
    expect(await modelOf()).toBe("tiny-1");
    expect(() =>
      withContext({ model: "tiny:x" }, () => {
        throw new Error("out");
      }),
    ).toThrow("out");
    expect(await modelOf()).toBe("tiny-1");
  });

  it("merges params, the inner ones over the outer, over those of the call, and under those of override", async () => {
    const body = withContext({ callParams: { temperature: 2, maxTokens: 2 } }, () =>
      withContext({ callParams: { maxTokens: 3 } }, () => ask.toRequest()),
    );
    expect(await body).toMatchObject({ model: "tiny-1", heat: 2, maxLength: 3 });
    const over = withContext({ model: "tiny:x", callParams: { temperature: 2 } }, () =>
      override(ask, { callParams: { temperature: 5 } }).toRequest(),
    );
    expect(await over).toMatchObject({ model: "x", heat: 5 });
  });

  it("is taken by a stream when it is made, wherever it is read", async () => {
    shared.client = tinyClient([[{ says: "Yes", end: "done" }]]);
    const stream = withContext({ model: "other:o" }, () => llm("tiny:a", { stream: true })(() => "?")());
    expect((await stream.response()).provider).toBe("other");
    expect(shared.client.bodies).toMatchObject([{ model: "o" }]);
  });

  it("gives a model to calls and prompts that name none, and takes no notice of one provider's own calls", async () => {
    class Recipe extends BasePrompt {}
    promptTemplate("Make soup")(Recipe);
    shared.client = tinyClient([whole, whole]);
    await withContext({ model: "tiny:c" }, () => new Recipe().run(llm({})));
    await withContext({ model: "tiny:c" }, () => tinyCall("own", { client: shared.client })(() => "?")());
    expect(shared.client.bodies).toMatchObject([{ model: "c" }, { model: "own" }]);
  });

  it("is carried by bind into what is called later", async () => {
    const bound = withContext({ model: "tiny:later" }, (bind) => bind(modelOf));
    expect([await bound(), await modelOf()]).toEqual(["later", "tiny-1"]);
  });

  it("refuses settings that make no sense", () => {
    expect(() => withContext({ client: 1 } as object, () => 1)).toThrow(
      'withContext takes { model, callParams }, and "client" is neither.',
    );
  });
});

describe("a fallback", () => {
  const refused = Object.assign(new Error("busy"), { status: 503 });

  it("of another provider's model gets the same prompt, with the params that it has", async () => {
    shared.client = tinyClient([whole]);
    const client = tinyClient([refused]);
    const ask = llm("tiny:tiny-1", {
      client,
      callParams: { temperature: 1, maxTokens: 5 },
      fallback: [{ model: "other:o", callParams: { seed: 3 } }],
    })(() => "?");
    const response = await ask();
    expect([response.provider, response.content]).toEqual(["other", "Yes"]);
    expect(shared.client.bodies).toEqual([
      { model: "o", maxLength: 5, dice: 3, turns: [{ who: "person", says: "?" }], stream: false },
    ]);
  });

  it("takes over a stream, which then speaks of the other provider", async () => {
    shared.client = tinyClient([[{ model: "o", says: "Yes", end: "done", usage: { read: 1, written: 2 } }]]);
    const client = tinyClient([refused]);
    const stream = llm("tiny:tiny-1", { client, stream: true, fallback: [{ model: "other:o" }] })(() => "?")();
    const texts: string[] = [];
    for await (const [chunk] of stream) texts.push(chunk.content);
    const response = stream.constructCallResponse();
    expect([texts, stream.provider, response.provider, response.totalTokens, stream.attempt]).toEqual([
      ["Yes"],
      "other",
      "other",
      3,
      2,
    ]);
    expect(response.callParams).toEqual({ model: "other:o" });
  });

  it("of the same provider is the same call with another model", async () => {
    const client = tinyClient([refused, whole]);
    await llm("tiny:tiny-1", { client, fallback: [{ model: "tiny:tiny-2" }] })(() => "?")();
    expect(client.bodies).toMatchObject([{ model: "tiny-1" }, { model: "tiny-2" }]);
  });

  it("that is another call is not moved by what overrides this one", async () => {
    shared.client = tinyClient([refused, whole]);
    const second = llm("other:o")(() => "?");
    const ask = llm("tiny:tiny-1", { fallback: [second] })(() => "?");
    await override(ask, { model: "tiny:moved" })();
    expect(shared.client.bodies).toMatchObject([{ model: "moved" }, { model: "o" }]);
  });
});
