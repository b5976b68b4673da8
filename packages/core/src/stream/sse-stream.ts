import { isObject, text } from "../json/json-object.js";
import type { AnswerOutcome, AnswerSource } from "./answer-source.js";
import { onePass } from "./one-pass.js";
import { publicError } from "./public-error.js";

export interface SseStreamOptions {
  /** What a client is told of an error. Default: a sentence for each kind of error, because messages quote what providers say. */
  readonly errorMessage?: ((error: unknown) => string) | undefined;
}

/**
 * An answer as server-sent events, one item for each pair that has something to tell. The data of each is JSON:
 *
 * - no name: `content`, `reasoning` and `refusal`, each where it is not empty;
 * - `tool`: `id`, `name`, and `args`; or `error` where they do not fit; or `partial: true`, `index` and `delta` of a partial tool;
 * - `restart`: `attempt`. What was told is void, the answer begins anew;
 * - `done`, the last of a whole answer: `status`, `finishReasons` and `usage`;
 * - `error`, the last of any other: `name` and `message`. The iteration then ends and does not throw.
 */
export function sseStream(
  answer: AnswerSource,
  options: SseStreamOptions = {},
): AsyncIterableIterator<string, undefined> {
  const pairs = answer.begin();
  const shown = (error: unknown): object => {
    const { name, message } = publicError(error);
    return { name, message: options.errorMessage?.(error) ?? message };
  };
  let attempt = 1;
  let isBegun = false;
  let isOver = false;

  const read = async (): Promise<string> => {
    for (;;) {
      const { done, value } = await pairs.next();
      let events = "";
      const isNew = answer.attempt() !== attempt;
      attempt = answer.attempt();
      if (isBegun && isNew) events = event("restart", { attempt });
      isOver = done === true;
      events += done ? endOf(answer.outcome(), shown) : pairEvents(value, shown);
      if (events === "") continue;
      isBegun = true;
      return events;
    }
  };

  const take = async (): Promise<IteratorResult<string, undefined>> => {
    if (isOver) return { done: true, value: undefined };
    try {
      return { done: false, value: await read() };
    } catch (error) {
      isOver = true;
      // The pair itself may be what cannot be told, and the provider is still at it then.
      answer.cancel(error);
      return { done: false, value: event("error", shown(error)) };
    }
  };
  return onePass(take, (reason) => answer.cancel(reason));
}

type ShowError = (error: unknown) => object;

function endOf({ isComplete, failure, finishReasons, usage }: AnswerOutcome, shown: ShowError): string {
  return isComplete ? event("done", { status: "complete", finishReasons, usage }) : event("error", shown(failure));
}

function pairEvents([chunk, tool]: [chunk: unknown, tool: unknown], shown: ShowError): string {
  const told = new Map<string, string>();
  const content = String(chunk);
  if (content !== "") told.set("content", content);
  if (typeof chunk === "object" && chunk !== null) {
    const reasoning = "reasoning" in chunk ? text(chunk.reasoning) : null;
    const refusal = "refusal" in chunk ? text(chunk.refusal) : null;
    if (reasoning !== null) told.set("reasoning", reasoning);
    if (refusal !== null) told.set("refusal", refusal);
  }
  const events = told.size > 0 ? event(null, Object.fromEntries(told)) : "";
  return tool === null ? events : events + event("tool", toolData(tool, shown));
}

/** A tool's class is the caller's own, so this asks for what all kinds of them have. */
function toolData(tool: unknown, shown: ShowError): object {
  if (!isObject(tool)) return {};
  // First, because a whole tool may have an argument called `partial`.
  if (isObject(tool.toolCall)) {
    const { id, name, args } = tool.toolCall;
    return "error" in tool && tool.error instanceof Error ? { id, name, error: shown(tool.error) } : { id, name, args };
  }
  const { index, id, name, delta } = tool;
  return { index, id, name, partial: true, delta };
}

/** JSON holds no line break, so the data is one line. */
function event(name: string | null, data: object): string {
  return `${name === null ? "" : `event: ${name}\n`}data: ${JSON.stringify(data)}\n\n`;
}
