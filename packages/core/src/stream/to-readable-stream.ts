import { CallOptionsError } from "../errors.js";
import type { AnswerSource } from "./answer-source.js";
import { sseStream, type SseStreamOptions } from "./sse-stream.js";
import { wholeTextStream } from "./text-stream.js";

/** `text`: the text of the answer and nothing else. `sse`: server-sent events, which tell of tools, reasoning, errors and the end, too. */
export type BodyFormat = "text" | "sse";

export interface BodyOptions extends SseStreamOptions {
  /** Default `text`. */
  readonly format?: BodyFormat | undefined;
}

const endsInHalf = /[\ud800-\udbff]$/;

/**
 * An answer as bytes. Nothing is read before its reader asks, so a reader that pauses pauses the provider; cancelling it closes the
 * provider's connection at once. As `text` the stream fails when the answer is not whole; as `sse` its last event tells.
 */
export function toReadableStream(
  answer: AnswerSource,
  options: BodyOptions = {},
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const pieces = bodyPieces(answer, options);
  const encoder = new TextEncoder();
  /** The first half of a character whose second half comes with the next piece: encoded by itself it would be lost. */
  let half = "";
  return new ReadableStream(
    {
      async pull(controller) {
        for (;;) {
          const { done, value = "" } = await pieces.next();
          const text = half + value;
          half = !done && endsInHalf.test(text) ? text.slice(-1) : "";
          const whole = text.slice(0, text.length - half.length);
          if (whole !== "") controller.enqueue(encoder.encode(whole));
          if (done) return controller.close();
          if (whole !== "") return;
        }
      },
      cancel(reason) {
        answer.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}

function bodyPieces(
  answer: AnswerSource,
  { format = "text", errorMessage }: BodyOptions,
): AsyncIterator<string, undefined> {
  switch (format) {
    case "text":
      return wholeTextStream(answer);
    case "sse":
      return sseStream(answer, { errorMessage });
    default:
      throw new CallOptionsError(`format is ${String(format)}, and must be "text" or "sse".`);
  }
}
