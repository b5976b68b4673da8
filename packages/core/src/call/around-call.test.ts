import { expect, it } from "vitest";
import { createLlmCall } from "../llm/llm-call.js";
import { override } from "../llm/override.js";
import { promptTemplate } from "../prompt/prompt-template.js";
import { promptHash } from "../prompt/prompt-hash.js";
import { tiny } from "../testing/__fixtures__/tiny-provider.js";
import { aroundCall } from "./around-call.js";

it("keeps all of a call: its name, what it shows, its template, and whose it is", async () => {
  const inside: string[] = [];
  const call = createLlmCall(tiny)("tiny:tiny-1")(promptTemplate("Make {title}"));
  const around = aroundCall(call as (...args: unknown[]) => unknown, (run) => {
    inside.push("in");
    return run();
  }) as typeof call;
  expect(around.name).toBe(call.name);
  expect(await around.toRequest({ title: "soup" })).toEqual(await call.toRequest({ title: "soup" }));
  expect(await around.explain({ title: "soup" })).toBe(await call.explain({ title: "soup" }));
  expect(inside).toEqual(["in", "in"]);
  expect(await promptHash(around)).toBe(await promptHash(call));
  expect(() => override(around, { model: "tiny:x" })).not.toThrow();
});

it("keeps the object of a method, and shows none of its own in its place", () => {
  const seen: unknown[] = [];
  const own = Object.assign(
    function (this: unknown) {
      seen.push(this);
    },
    {
      toRequest(this: unknown) {
        seen.push(this);
      },
    },
  );
  const around = Object.assign(
    aroundCall(own, (run) => run()),
    {},
  );
  const object = {};
  around.call(object);
  Reflect.apply(Reflect.get(around, "toRequest"), around, []);
  Reflect.apply(Reflect.get(around, "toRequest"), object, []);
  expect(seen).toEqual([object, own, object]);
});
