import fc from "fast-check";
import { expect, it } from "vitest";
import type { Spent } from "../errors.js";
import { Budget, budgetError, type Charge } from "./budget.js";

function spent(outputTokens: number, more: Partial<Spent> = {}): Spent {
  return { usd: 0, outputTokens, totalTokens: outputTokens, estimated: false, ...more };
}

it("what runs and what is over is spent, and what was refused is not", () => {
  const budget = new Budget({ outputTokens: 100 });
  const [first, second, third] = [budget.open(spent(10)), budget.open(spent(20)), budget.open(spent(30))];
  first.amount = spent(15);
  budget.settle(second, spent(25, { estimated: true }));
  budget.settle(third, null);
  expect(budget.spent).toEqual(spent(40, { estimated: true }));
  // Once: an ending that is told twice costs nothing more.
  budget.settle(second, spent(25));
  expect(budget.spent.outputTokens).toBe(40);
});

it("a limit is passed by more than it, and a request is refused by as much", () => {
  const budget = new Budget({ outputTokens: 10 });
  const charge = budget.open(spent(10));
  expect([budget.passed(), budget.refusal(spent(0))]).toEqual([null, "outputTokens"]);
  charge.amount = spent(10.25);
  expect(budget.passed()).toBe("outputTokens");
});

it("a prompt is refused where it would pass a limit, and an unknown price of it is no reason", () => {
  const budget = new Budget({ totalTokens: 10, usd: 1 });
  expect(budget.refusal(spent(0, { totalTokens: 10 }))).toBeNull();
  expect(budget.refusal(spent(0, { totalTokens: 11 }))).toBe("totalTokens");
  expect(budget.refusal(spent(0, { usd: 1.5 }))).toBe("usd");
  expect(budget.refusal(spent(0, { usd: null }))).toBeNull();
});

it("dollars of which one part is unknown are unknown", () => {
  const budget = new Budget({ totalTokens: 100 });
  budget.settle(budget.open(spent(1)), spent(1, { usd: 0.5 }));
  budget.open(spent(1, { usd: null }));
  expect(budget.spent.usd).toBeNull();
});

it("its limits are its own, and cannot be raised from outside", () => {
  const limits = { usd: 1 };
  const budget = new Budget(limits);
  limits.usd = 2;
  expect(budget.limits).toEqual({ usd: 1 });
  expect(Object.isFrozen(budget.limits)).toBe(true);
});

it("whatever the order of calls, what is spent is the sum of what each has spent last", () => {
  const step = fc.record({
    call: fc.integer({ min: 0, max: 5 }),
    action: fc.constantFrom("grow" as const, "settle" as const, "drop" as const),
    millionths: fc.integer({ min: 0, max: 1_000_000 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const budget = new Budget({ usd: 1 });
      const open = new Map<number, Charge>();
      const running = new Map<number, number>();
      let over = 0;
      for (const { call, action, millionths } of steps) {
        const amount = spent(0, { usd: millionths / 1e6 });
        const charge = open.get(call) ?? budget.open(spent(0));
        if (action === "grow") {
          charge.amount = amount;
          open.set(call, charge);
          running.set(call, millionths);
          continue;
        }
        budget.settle(charge, action === "drop" ? null : amount);
        open.delete(call);
        running.delete(call);
        if (action === "settle") over += millionths;
      }
      const expected = [...running.values()].reduce((sum, each) => sum + each, over);
      expect(budget.spent.usd).toBe(expected / 1e6);
    }),
  );
});

it("an error says which limit, how much it is, and how much is spent, without exponents", () => {
  const budget = new Budget({ usd: 0.0000005, outputTokens: 7 });
  budget.open(spent(8.25, { usd: 0.00000075, estimated: true }));
  expect(budgetError("usd", budget, "Stopped:").message).toBe(
    "Stopped: budget.usd is $0.0000005, and about $0.00000075 of it is spent.",
  );
  expect(budgetError("outputTokens", budget, "Stopped:")).toMatchObject({
    message: "Stopped: budget.outputTokens is 7 tokens, and about 8 tokens of it are spent.",
    limit: "outputTokens",
    estimated: true,
    partial: null,
  });
});
