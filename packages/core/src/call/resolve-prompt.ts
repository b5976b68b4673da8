import { CallOptionsError } from "../errors.js";
import type { ContentPart, Message } from "../messages/message.js";
import { checkConfig, type DynamicConfig } from "./dynamic-config.js";
import { isPromptSource, promptSource, type PromptSource, type RenderedPrompt } from "./prompt-source.js";

/**
 * What a prompt function may return; a promise of it is fine, too. `Own` are the provider's own messages.
 * - a string, a part, or a list of them: one message of the user; text is never read for roles;
 * - a message or a list of messages, neutral or the provider's own;
 * - a dynamic config, whose `messages` are sent;
 * - a prompt object.
 */
export type PromptResult<Own, Config extends DynamicConfig<Own> = DynamicConfig<Own>> =
  | string
  | ContentPart
  | readonly (string | ContentPart)[]
  | Message
  | Own
  | readonly (Message | Own)[]
  | Config
  | PromptSource<Own>;

/** Understands what a prompt function returned. Throws `CallOptionsError`, naming the function, for what is no prompt. */
export function resolvePrompt<Own extends object>(
  result: PromptResult<Own>,
  name: string,
): RenderedPrompt<Own> | Promise<RenderedPrompt<Own>> {
  if (isPromptSource<Own>(result)) return result[promptSource]();
  if (typeof result === "string") return rendered<Own>([{ role: "user", content: result }], name);
  if (isList(result)) return rendered(listed<Own>(result, name), name);
  if (typeof result !== "object" || result === null) throw noPrompt(name, result);
  if (isMessage<Own>(result)) return rendered([result], name);
  if (isPart(result)) return rendered<Own>([{ role: "user", content: [result] }], name);
  const { messages, computedFields, ...config } = checkConfig(result, name);
  if (computedFields !== undefined) {
    throw new CallOptionsError(
      `${name} returned computedFields, but it has no template to put them in: write promptTemplate("…")(fn).`,
    );
  }
  if (messages === undefined) throw new CallOptionsError(`${name} returned a dynamic config without messages.`);
  return { ...rendered(listed<Own>(messages, name), name), config };
}

function rendered<Own>(messages: readonly (Message | Own)[], name: string): RenderedPrompt<Own> {
  if (messages.length === 0) {
    throw new CallOptionsError(`${name} returned no messages, and an empty conversation cannot be sent.`);
  }
  return { messages, template: null, classParams: [], metadata: {}, config: {} };
}

/** A list of messages as it is; a list of text and parts as one message of the user. */
function listed<Own extends object>(items: readonly unknown[], name: string): readonly (Message | Own)[] {
  if (items.every((item) => isMessage<Own>(item))) return items;
  const parts = items.map((item, at): ContentPart => {
    if (typeof item === "string") return { type: "text", text: item };
    if (typeof item === "object" && item !== null && isPart(item)) return item;
    throw noPrompt(`${name}, at [${at}],`, item);
  });
  return [{ role: "user", content: parts }];
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isMessage<Own extends object>(value: unknown): value is Message | Own {
  return typeof value === "object" && value !== null && "role" in value;
}

function isPart(value: object): value is ContentPart {
  return "type" in value;
}

function noPrompt(name: string, got: unknown): CallOptionsError {
  const what = got === null ? "null" : got === undefined ? "nothing" : `a value of type ${typeof got}`;
  return new CallOptionsError(
    `${name} returned ${what} where a prompt is expected: a string, parts, messages ({ role, content }), a dynamic config or a prompt object.`,
  );
}
