import { isDeepStrictEqual } from "node:util";
import type { InvalidTool, RawTool } from "@zoetrope/core";
import type { OpenAICallResponse } from "../call-response.js";
import type { OpenAIStream } from "../stream.js";
import type { Expected, ExpectedCall, ExpectedChoice } from "./recordings.js";

/** The fields that `expected.json` states, by the names it has for them. */
export type Field = keyof Omit<Expected, "chunk_count" | "error">;

type Seen = Readonly<Record<string, unknown>>;

/** What is wrong with each field of an answer; empty when all is as expected. */
export type Differences = Map<Field, string>;

/** The fields that an expected file states. */
export function fieldsOf(expected: Expected): Field[] {
  const { chunk_count: _count, error: _error, ...fields } = expected;
  const known = new Set<string>(comparable);
  return Object.keys(fields).filter((field): field is Field => known.has(field));
}

const comparable = [
  ...(["text", "refusal", "reasoning", "tool_calls", "finish_reason", "usage", "model", "id", "choices"] as const),
  ...(["annotations", "citations", "search_results_count", "logprobs_tokens"] as const),
] satisfies Field[];

/** Compares a response, and the stream that it was made from if there was one, whose accessors must say the same. */
export function differences(
  expected: Expected,
  response: OpenAICallResponse<RawTool>,
  stream?: OpenAIStream<RawTool>,
): Differences {
  const found: Differences = new Map();
  const differ = (field: Field, seen: unknown, wanted: unknown): void => {
    if (isDeepStrictEqual(seen, wanted)) return;
    found.set(
      field,
      `${field} is ${JSON.stringify(seen)?.slice(0, 300)}, not ${JSON.stringify(wanted)?.slice(0, 300)}`,
    );
  };
  for (const answer of stream ? [stream, response] : [response]) {
    differ("text", answer.content, expected.text);
    differ("refusal", answer.refusal, expected.refusal);
    differ("reasoning", answer.reasoning, expected.reasoning);
    differ(
      "tool_calls",
      answer.tools.map(callOf),
      answer.tools.map((tool, i) => wantedCall(expected.tool_calls[i], tool)),
    );
    differ("tool_calls", answer.tools.length, expected.tool_calls.length);
    differ("finish_reason", answer.finishReasons[0] ?? null, expected.finish_reason || null);
    differ("usage", answer.usage, expected.usage);
    differ("model", answer.model, expected.model ?? "");
    differ("id", answer.id, expected.id ?? "");
    if (expected.annotations) differ("annotations", answer.annotations, expected.annotations);
    if (expected.logprobs_tokens) differ("logprobs_tokens", tokens(answer.logprobs), expected.logprobs_tokens);
  }
  // Fields that only some providers have: nothing but the raw response names them.
  const raw = response.response as unknown as Seen;
  if (expected.citations) differ("citations", raw.citations, expected.citations);
  if (expected.search_results_count)
    differ("search_results_count", count(raw.search_results), expected.search_results_count);
  if (expected.choices) {
    differ("choices", response.response.choices.map(choiceOf), expected.choices);
    differ(
      "choices",
      response.finishReasons,
      expected.choices.map((choice) => choice.finish_reason),
    );
  }
  return found;
}

function callOf({ toolCall }: RawTool | InvalidTool): ExpectedCall {
  return { id: toolCall.id, name: toolCall.name, arguments: toolCall.args, arguments_raw: rawArguments(toolCall.raw) };
}

/** A call without an id gets one of ours; one without arguments has none, which is `{}`. */
function wantedCall(call: ExpectedCall | undefined, { toolCall }: RawTool | InvalidTool): ExpectedCall | undefined {
  if (!call) return undefined;
  const id = call.id || (/^call_\w{20,}$/.test(toolCall.id) ? toolCall.id : "an id of ours");
  return { ...call, id, arguments: call.arguments_raw === "" ? {} : call.arguments };
}

function rawArguments(raw: unknown): string {
  const { function: fn } = raw as { readonly function?: { readonly arguments?: unknown } };
  return String(fn?.arguments);
}

function choiceOf(
  choice: OpenAICallResponse["response"]["choices"][number],
): ExpectedChoice & { readonly index: number } {
  const { content, refusal, ...message } = choice.message;
  const { reasoning, reasoning_content: thoughts } = message as unknown as Readonly<Record<string, string | undefined>>;
  return {
    index: choice.index,
    text: content ?? "",
    reasoning: thoughts ?? reasoning ?? null,
    refusal: refusal ?? null,
    tool_calls: [],
    finish_reason: choice.finish_reason,
  };
}

/** Those of the text and those of the refusal. */
function tokens(logprobs: OpenAICallResponse["logprobs"]): number {
  return count(logprobs?.content) + count(logprobs?.refusal);
}

function count(value: unknown): number {
  return Array.isArray(value) ? value.length : 0;
}
