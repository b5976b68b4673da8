import { getEventListeners } from "node:events";
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { HandSource, LetterAdapter, LetterStream, settled } from "./__fixtures__/letter-stream.js";
import type { CallEvent } from "./middleware.js";
import { streamTimeouts, type StreamTimeouts } from "./stream-timeouts.js";

/** One thing that happens to a stream: to its body, to its caller, or to both. */
type Step =
  | { readonly kind: "give"; readonly letters: string }
  | { readonly kind: "pass" | "work"; readonly ms: number }
  | { readonly kind: "end" | "break" | "cancel" | "abort" };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant("give" as const),
    letters: fc.string({ unit: fc.constantFrom("a", "b", "X", " ", ".", "$", "!"), maxLength: 4 }),
  }),
  fc.record({ kind: fc.constantFrom("pass" as const, "work" as const), ms: fc.integer({ min: 1, max: 60 }) }),
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("end" as const, "break", "cancel", "abort") }) },
);

const ms = fc.option(fc.integer({ min: 1, max: 100 }));
const timeouts: fc.Arbitrary<Partial<StreamTimeouts>> = fc
  .record({ open: ms, firstChunk: ms, idle: ms, total: ms, longer: ms })
  .map(({ longer, ...given }) => ({
    ...given,
    ...(given.idle === null || longer === null ? {} : { keepAlive: given.idle + longer }),
  }));

const opening = fc.record({
  /** Null: it is refused. */
  ms: fc.option(fc.integer({ min: 0, max: 40 })),
  delay: fc.integer({ min: 0, max: 30 }),
});

const statusOf = { complete: "end", aborted: "end", truncated: "error", failed: "error" } as const;

test("S26: any script ends in one status, told once, with no timer and no listener left, and with what was handed out", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  const endings: Record<string, number> = {};
  try {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 12 }),
        timeouts,
        fc.array(opening, { minLength: 1, maxLength: 3 }),
        async (script, given, openings) => {
          const adapters = openings.map((each) => {
            const adapter = new LetterAdapter(new HandSource());
            adapter.opening = () =>
              each.ms === null
                ? Promise.reject(new Error("refused"))
                : new Promise((resolve) => setTimeout(resolve, each.ms ?? 0));
            return adapter;
          });
          const controller = new AbortController();
          const events: CallEvent[] = [];
          const stream = new LetterStream({
            adapter: adapters[0]!,
            signal: controller.signal,
            timeouts: streamTimeouts(given),
            observers: [{ onEvent: (event) => void events.push(event) }],
            createTool: ({ name }) => name,
            recover: ({ attempt }) => {
              const adapter = adapters[attempt];
              return adapter ? { adapter, delay: openings[attempt]!.delay } : null;
            },
          });
          const iterator = stream[Symbol.asyncIterator]();
          const textOf = new Map<number, string>();
          let thrown: unknown;
          /** Resolves when the caller, who is at work, reads again. */
          let work = Promise.resolve();
          const reading = (async () => {
            try {
              for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
                const [letter] = next.value;
                const before = textOf.get(stream.attempt) ?? "";
                textOf.set(stream.attempt, before + (/[ab]/.test(letter) ? letter : ""));
                await work;
              }
            } catch (error) {
              thrown = error;
            }
          })();
          const source = () => adapters[stream.attempt - 1]!.source;
          for (const each of script) {
            if (each.kind === "give") source().give(each.letters);
            else if (each.kind === "end") source().end();
            else if (each.kind === "break") source().breakWith(new Error("reset"));
            else if (each.kind === "cancel") stream.cancel("cancelled");
            else if (each.kind === "abort") controller.abort("aborted");
            else if ("ms" in each) {
              if (each.kind === "work") work = new Promise((resolve) => setTimeout(resolve, each.ms));
              await vi.advanceTimersByTimeAsync(each.ms);
            }
            await settled();
          }
          // Whatever script it was: the caller leaves in the end, if nothing else has ended it.
          await vi.advanceTimersByTimeAsync(200);
          await settled();
          stream.cancel("left");
          await vi.advanceTimersByTimeAsync(200);
          await reading;

          const { status, cause } = stream.ending!;
          endings[status] = (endings[status] ?? 0) + 1;
          expect(vi.getTimerCount()).toBe(0);
          expect(getEventListeners(controller.signal, "abort")).toEqual([]);
          expect(stream.content).toBe(textOf.get(stream.attempt) ?? "");
          expect(thrown).toBe(
            status === "complete" || (status === "aborted" && cause !== "aborted") ? undefined : cause,
          );
          const last = events.filter(({ type }) => type === "end" || type === "error");
          expect([last.length, last[0]?.type]).toEqual([1, statusOf[status]]);
          expect(events.at(-1)).toBe(last[0]);
          expect(events.filter(({ type }) => type === "retry").length).toBe(stream.attempts.length);
          // Each source that was opened is closed, save one whose body was read to its end.
          for (const adapter of adapters.slice(0, stream.attempt)) {
            expect(adapter.source.closed).toBeLessThanOrEqual(1);
            expect(status === "complete" || adapter.signal === undefined || adapter.signal.aborted).toBe(true);
          }
        },
      ),
      { numRuns: 600, seed: 5 },
    );
  } finally {
    vi.useRealTimers();
  }
  expect(Object.keys(endings).toSorted()).toEqual(["aborted", "complete", "failed", "truncated"]);
});
