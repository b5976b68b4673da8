import type { Pardon } from "./mutants-survivors.js";

/** Of what reads a stream from its request to its ending. */
export const streamPardons: readonly Pardon[] = [
  {
    why: "Observers of nobody tell nobody: what is saved is their cost.",
    file: "stream/stream-reader.ts",
    line: /this\.#observers = observers\.length > 0/,
    from: /^observers\.length > 0$/,
  },
  {
    why: "The short way to a pair that is there already: the long one, through a waiter, comes to the same.",
    file: "stream/stream-reader.ts",
    line: /if \(this\.#waiters\.length === 0 && this\.#attempt\.isOpen|^try \{$/,
  },
  {
    why: "The clock rests and waits again in the same turn, which puts off no limit.",
    file: "stream/stream-reader.ts",
    line: /if \(!this\.isWaiting\) this\.#clock\?\.rest/,
    to: /^true$/,
  },
  {
    why: "The listener is removed at the ending anyhow.",
    file: "stream/stream-reader.ts",
    line: /addEventListener\("abort", this\.#onSignal, \{ once: true \}\)/,
  },
  {
    why: "Lets go of what a whole answer had read ahead: memory alone.",
    mutator: "CallExpression",
    file: "stream/stream-reader.ts",
    line: /broken === null\) this\.#attempt\.release/,
  },
  {
    why: "There is an ending where its failure is asked for, and a signal where it fires.",
    mutator: "OptionalChaining",
    file: "stream/stream-reader.ts",
    line: /get #bySignal|this\.ending\?\.cause === |cause: this\.#settings\.signal\?\.reason/,
  },
  {
    why: "What ends the stream meanwhile aborts the opening, which then throws.",
    file: "stream/stream-reader.ts",
    line: /if \(this\.ending === null\) return;/,
    to: /^true$/,
  },
  {
    why: "The loop before leaves with nobody waiting, or with an ending: there is nobody to dismiss without one.",
    file: "stream/stream-reader.ts",
    line: /this\.ending !== null\) this\.#waiters\.dismiss/,
    to: /^true$/,
  },
  {
    why: "Observers of nobody tell nobody, and the pair is handed out.",
    file: "stream/stream-reader.ts",
    line: /this\.#observers === null \|\| this\.#tellPair/,
    from: /^this\.#observers === null$/,
    to: /^false$/,
  },
  {
    why: "A pair's tool is null or a tool, and never undefined.",
    file: "stream/stream-reader.ts",
    line: /whole !== undefined && tool === whole/,
    from: /^whole !== undefined$/,
  },
  {
    why: "There is a source where frames of it are.",
    file: "stream/stream-attempt.ts",
    line: /this\.#source\?\.hint \?\? ""/,
    from: /^this\.#source\?\.hint$|^""$/,
  },
  {
    why: "What a source that was let go still holds or brings: memory alone, since the ending is known. closing.pitfalls.test.ts measures it in a process of its own, which runs the code as it is.",
    file: "stream/stream-attempt.ts",
    line: /this\.#isClosed|^this\.release\(\);$|^release\(\): void \{$/,
  },
  {
    why: "A text that is not longer than the limit is not nested deeper, and what is no text has no length to look at.",
    file: "stream/stream-attempt.ts",
    line: /typeof data === "string" && data\.length > depth/,
    to: /^true$/,
  },
  {
    why: "What settles in other choices is thrown away.",
    mutator: "ArrayDeclaration",
    file: "stream/stream-attempt.ts",
    line: /slots\.settleAll/,
  },
  {
    why: "Any number of its own tells a call apart.",
    mutator: "UpdateOperator",
    file: "stream/call-observers.ts",
    line: /\+\+calls/,
  },
  {
    why: "A promise of undefined rejects with nothing: what is saved is its cost.",
    file: "stream/call-observers.ts",
    line: /returned !== undefined/,
    to: /^true$/,
  },
  {
    why: "Each wait sets both before anything reads them.",
    file: "stream/stream-clock.ts",
    line: /^#awaited: AwaitedPart = "head";$|^#isLastLook = false;$/,
  },
  {
    why: "To rest while nobody waits, or without a timer, does nothing that is looked at later.",
    file: "stream/stream-clock.ts",
    line: /this\.#waitingSince !== null\) this\.rest|this\.#waitingSince === null\) return|this\.#timer !== null\) clearTimeout/,
    to: /^true$|^false$/,
  },
  {
    why: "What is due now is told by a timer of 0 ms as well.",
    mutator: "EqualityOperator",
    file: "stream/stream-clock.ts",
    line: /due\.at <= time|left > 0/,
  },
  {
    why: "A timer runs only where something is due; the check is for the compiler.",
    file: "stream/stream-clock.ts",
    line: /^if \(due === null\) return;$/,
    to: /^false$/,
  },
  {
    why: "A limit of null is none, also where it is compared as 0.",
    file: "stream/stream-clock.ts",
    line: /idle === null\) return due/,
    from: /^idle === null$/,
    to: /^false$/,
  },
  {
    why: "Where both pass at once, either tells the same.",
    mutator: "EqualityOperator",
    file: "stream/stream-clock.ts",
    line: /const isFar/,
  },
  {
    why: "Whoever is told ends the stream or waits for another attempt, and both rest.",
    mutator: "CallExpression",
    file: "stream/stream-clock.ts",
    line: /^this\.rest\(\);$/,
  },
  {
    why: "Who serves has asked whether somebody waits.",
    mutator: "OptionalChaining",
    file: "stream/pair-waiters.ts",
    line: /this\.#waiters\.shift\(\)\?\.resolve/,
  },
  {
    why: "To leave again changes nothing: the stream has ended, or others stay.",
    file: "stream/tee-log.ts",
    line: /^if \(this\.#at === null\) return;$/,
    to: /^false$/,
  },
  {
    why: "The listener is removed when the work is over, and a promise settles once.",
    file: "stream/or-aborted.ts",
    line: /\{ once: true \}/,
  },
];
