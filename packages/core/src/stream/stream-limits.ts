import { CallOptionsError } from "../errors.js";

/**
 * How far an answer may grow before its call fails with a `StreamLimitError` instead of taking the process with it. `totalBytes` and
 * `depth` hold for whole answers, too.
 */
export interface StreamLimits {
  /** Longest event (or body without events) in characters. Default 16 Mi. */
  readonly eventSize: number;
  /** Tool calls in one choice. Default 1,024. */
  readonly toolCalls: number;
  /** Choices in one answer. Default 128. */
  readonly choices: number;
  /**
   * Bytes of the body that are read. Default 256 Mi: the longest answers of today are about 20 (128,000 tokens, each in an event of 150
   * bytes), sound or images in them included 100. Does not cover an iterated client (`decode: "sdk"`), which shows no bytes.
   */
  readonly totalBytes: number;
  /**
   * Levels of arrays and objects in an event, or in the arguments of a tool call. Default 512: what walks a value (a schema, a
   * `JSON.stringify`, a program's own code) calls itself for each level, and schemas overflow the stack from some thousand levels on.
   * Does not cover an iterated client's events, which it has parsed by then.
   */
  readonly depth: number;
}

const defaults: StreamLimits = {
  eventSize: 16 * 1024 * 1024,
  toolCalls: 1024,
  choices: 128,
  totalBytes: 256 * 1024 * 1024,
  depth: 512,
};

/** Fills in the defaults. Throws `CallOptionsError` for a name or a value that is no limit. */
export function streamLimits(given: Partial<StreamLimits> = {}): StreamLimits {
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(defaults, name)) {
      throw new CallOptionsError(`limits.${name} is no limit. There are: ${Object.keys(defaults).join(", ")}.`);
    }
    if (!Number.isInteger(value) || value < 1) {
      throw new CallOptionsError(`limits.${name} is ${String(value)}, and must be a whole number of at least 1.`);
    }
  }
  return { ...defaults, ...given };
}
