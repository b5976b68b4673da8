import type { AnswerSource } from "./answer-source.js";
import { toReadableStream, type BodyFormat, type BodyOptions } from "./to-readable-stream.js";

export interface ToResponseOptions extends BodyOptions {
  /** Beside those that are set by themselves, or instead of them. */
  readonly headers?: HeadersInit | undefined;
  /** Default 200. */
  readonly status?: number | undefined;
}

const contentTypes: Readonly<Record<BodyFormat, string>> = {
  text: "text/plain; charset=utf-8",
  sse: "text/event-stream",
};

/** The answer as a web `Response`, for handlers that return one. Its head says nothing of how the answer ends: see the formats. */
export function toResponse(
  answer: AnswerSource,
  { headers, status = 200, ...options }: ToResponseOptions = {},
): Response {
  const all = new Headers(headers);
  for (const [name, value] of defaults(options.format)) if (!all.has(name)) all.set(name, value);
  // Throws for a status that has no body, or is none, before the one pass is taken.
  const head = new Response("", { status, headers: all });
  return new Response(toReadableStream(answer, options), head);
}

function defaults(format: BodyFormat = "text"): [name: string, value: string][] {
  return [
    ["content-type", contentTypes[format]],
    // An answer is for its asker.
    ["cache-control", "no-store"],
    // Proxies of nginx's kind collect a body before they pass it on.
    ["x-accel-buffering", "no"],
    // A text that begins like a page is no page.
    ["x-content-type-options", "nosniff"],
  ];
}
