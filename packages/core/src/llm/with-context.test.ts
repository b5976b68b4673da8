import { afterEach, expect, it, vi } from "vitest";

afterEach(() => {
  vi.restoreAllMocks();
  vi.resetModules();
});

/** The library as it loads where there is no `AsyncLocalStorage`, as in a browser. */
async function inBrowser() {
  vi.resetModules();
  vi.spyOn(process, "getBuiltinModule").mockImplementation(() => undefined);
  const core = await import("../index.js");
  const { tiny } = await import("../testing/__fixtures__/tiny-provider.js");
  const ask = core.createLlmCall(tiny)("tiny:own")(() => "?");
  const modelOf = async (): Promise<unknown> => Object(await ask.toRequest()).model;
  return { ...core, modelOf };
}

it("holds up to the first await without AsyncLocalStorage, and behind it by bind", async () => {
  const { withContext, modelOf } = await inBrowser();
  const seen = await withContext({ model: "tiny:inside" }, async (bind) => {
    const bound = bind(modelOf);
    const first = modelOf();
    await Promise.resolve();
    return Promise.all([first, modelOf(), bound()]);
  });
  expect(seen).toEqual(["inside", "own", "inside"]);
  expect(await modelOf()).toBe("own");
});

it("nests and is restored without AsyncLocalStorage, also after a throw", async () => {
  const { withContext, modelOf } = await inBrowser();
  const seen = withContext({ model: "tiny:outer" }, () => {
    const before = modelOf();
    const inner = withContext({ model: "tiny:inner" }, modelOf);
    expect(() =>
      withContext({ model: "tiny:x" }, () => {
        throw new Error("out");
      }),
    ).toThrow("out");
    return Promise.all([before, inner, modelOf()]);
  });
  expect(await seen).toEqual(["outer", "inner", "outer"]);
});
