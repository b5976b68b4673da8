import { isObject, objects, text, type JSONObject } from "@zoetrope/core";

/**
 * Readers of what servers really send, which is not always what OpenAI's types say. Nothing here throws on any JSON.
 */

/** Where servers put the model's reasoning, the first that is filled counts: several send the same text in both. */
const reasoningFields = ["reasoning_content", "reasoning"] as const;

/** The text of a message's or delta's `content`. Mistral sends a list of parts when the model reasons. */
export function contentOf(message: JSONObject | undefined): string {
  const content = message?.content;
  if (typeof content === "string") return content;
  return objects(content)
    .map((part) => (part.type === "text" ? (text(part.text) ?? "") : ""))
    .join("");
}

export function reasoningOf(message: JSONObject | undefined): string | null {
  if (message === undefined) return null;
  for (const field of reasoningFields) {
    const found = text(message[field]);
    if (found !== null) return found;
  }
  if (!Array.isArray(message.content)) return null;
  const thoughts = objects(message.content).flatMap((part) => (part.type === "thinking" ? objects(part.thinking) : []));
  return thoughts.map((thought) => text(thought.text) ?? "").join("") || null;
}

/** What a choice of a chunk adds. Some servers send the whole message beside the delta, or in its place. */
export function deltaOf(choice: JSONObject): JSONObject {
  if (isObject(choice.delta)) return choice.delta;
  return isObject(choice.message) ? choice.message : {};
}

/** The message of a choice of a whole answer. */
export function messageOf(choice: JSONObject | undefined): JSONObject {
  if (isObject(choice?.message)) return choice.message;
  return isObject(choice?.delta) ? choice.delta : {};
}

/** The index of a choice; the first choice of servers that leave it out is 0. */
export function choiceIndex(choice: JSONObject, position: number): number {
  return typeof choice.index === "number" ? choice.index : position;
}

/** Choice 0 of a chunk or of a whole answer, and no other. */
export function mainChoice(choices: unknown): JSONObject | undefined {
  if (!Array.isArray(choices)) return undefined;
  // Asked for in every chunk, and nearly always the only one: no lists are made for it.
  const first: unknown = choices[0];
  if (isObject(first) && choiceIndex(first, 0) === 0) return first;
  return choices.find((choice, position) => isObject(choice) && choiceIndex(choice, position) === 0);
}

/** Usage stands in the chunk, in its first choice (Moonshot) or under `x_groq` (Groq). Null: none in this chunk. */
export function usageOf(body: JSONObject): JSONObject | null {
  if (isObject(body.usage)) return body.usage;
  if (isObject(body.x_groq) && isObject(body.x_groq.usage)) return body.x_groq.usage;
  const first = Array.isArray(body.choices) ? body.choices[0] : undefined;
  return isObject(first) && isObject(first.usage) ? first.usage : null;
}

/** What a tool call calls, and with what: a function with arguments, or a custom tool with free text. */
export function calledIn(call: JSONObject): { readonly name: unknown; readonly input: string } {
  const body = isObject(call.function) ? call.function : isObject(call.custom) ? call.custom : {};
  const input = isObject(call.function) ? body.arguments : body.input;
  // Some servers send the arguments parsed, and some none.
  const asText = typeof input === "string" ? input : input === null || input === undefined ? "" : JSON.stringify(input);
  return { name: body.name, input: asText };
}
