import {
  CallOptionsError,
  type ContentPart,
  type JSONObject,
  type Role,
  type ToolCallPart,
  type ToolResultPart,
} from "@zoetrope/core";
import { toInput } from "./message-param.js";
import { documentSource, imageSource } from "./media.js";

/** Where a part stands, and where to say what of it could not be carried. */
export interface Place {
  readonly role: Role;
  /** As in `messages[2].content[1]`. */
  readonly where: string;
  readonly warnings: string[];
}

/** What Anthropic's content of each role carries. A refusal goes as the text that it is. */
const carriedParts: Readonly<Record<Role, readonly ContentPart["type"][]>> = {
  system: ["text", "opaque"],
  developer: ["text", "opaque"],
  user: ["text", "image", "document", "opaque"],
  assistant: ["text", "refusal", "tool_call", "opaque"],
  tool: ["tool_result"],
};

/** What the content of a tool's result carries. */
const resultParts: ReadonlySet<ContentPart["type"]> = new Set(["text", "image", "document", "opaque"]);

/** One part as content blocks; none for what only another provider knows. Throws `CallOptionsError` for what Anthropic does not take. */
export function toBlocks(part: ContentPart, place: Place): JSONObject[] {
  if (place.role === "assistant" && (part.type === "image" || part.type === "audio" || part.type === "document")) {
    place.warnings.push(`${place.where}: Anthropic takes no ${part.type} of an assistant, and it is left out.`);
    return [];
  }
  if (!carriedParts[place.role].includes(part.type)) throw notCarried(part, place);
  return blocksOf(part, place);
}

/** The fields that stand beside a part's or message's own; those of other providers are left out, and told. */
export function fieldsOf(holder: Pick<ContentPart, "extra">, { where, warnings }: Place): JSONObject {
  for (const [provider, fields] of Object.entries(holder.extra ?? {})) {
    const names = Object.keys(fields);
    if (provider === "anthropic" || names.length === 0) continue;
    warnings.push(`${where}: fields that only ${JSON.stringify(provider)} knows are left out (${names.join(", ")}).`);
  }
  return holder.extra?.["anthropic"] ?? {};
}

function blocksOf(part: ContentPart, place: Place): JSONObject[] {
  const { where, warnings } = place;
  if (part.type === "opaque") {
    // Whatever it is: it goes back as it came.
    if (part.provider === "anthropic") return [part.value as JSONObject];
    warnings.push(`${where}: a part that only ${JSON.stringify(part.provider)} knows is left out.`);
    return [];
  }
  const { cacheControl } = part;
  const cache = cacheControl === undefined ? {} : { cache_control: { ...cacheControl } };
  return [{ ...ownFields(part, place), ...cache, ...fieldsOf(part, place) }];
}

function ownFields(part: Exclude<ContentPart, { type: "opaque" }>, place: Place): JSONObject {
  const { where, warnings } = place;
  switch (part.type) {
    case "text":
      return { type: "text", text: part.text };
    case "refusal":
      warnings.push(`${where}: the refusal is sent as text, because Anthropic has no part for one.`);
      return { type: "text", text: part.refusal };
    case "image":
      if (part.detail !== undefined) warnings.push(`${where}: Anthropic has no detail (${part.detail}) for an image.`);
      return { type: "image", source: imageSource(part, where) };
    case "document": {
      const title = part.filename === undefined ? {} : { title: part.filename };
      return { type: "document", source: documentSource(part, where), ...title };
    }
    case "tool_call":
      return { type: "tool_use", id: toCallId(part.id), name: part.name, input: inputOf(part, place) };
    case "tool_result": {
      const isError = part.isError === undefined ? {} : { is_error: part.isError };
      return { type: "tool_result", tool_use_id: toCallId(part.id), content: resultContent(part, place), ...isError };
    }
    case "audio":
      throw notCarried(part, place);
  }
}

function inputOf({ args, custom, name }: ToolCallPart, { where, warnings }: Place): JSONObject {
  if (!custom) return toInput(args);
  warnings.push(`${where}: the call of ${JSON.stringify(name)} takes text, which is sent as { "input": … }.`);
  return { input: args };
}

function resultContent({ content }: ToolResultPart, { where, ...place }: Place): string | JSONObject[] {
  if (typeof content === "string") return content;
  return content.flatMap((part, at) => {
    const inner = { ...place, where: `${where}.content[${at}]` };
    if (!resultParts.has(part.type)) throw notCarried(part, inner);
    return blocksOf(part, inner);
  });
}

/** Other providers' ids may hold what Anthropic refuses ("should match pattern '^[a-zA-Z0-9_-]+$'"). A result's is changed as its call's is. */
function toCallId(id: string): string {
  // With the character's code: two ids of one turn that became the same would be refused.
  return id.replaceAll(/[^a-zA-Z0-9_-]/g, (char) => `_${char.charCodeAt(0).toString(16)}`);
}

function notCarried(part: ContentPart, { role, where }: Place): CallOptionsError {
  const mends: Readonly<Record<string, string>> = {
    audio: "Send its transcript as text.",
    tool_call: "A tool call belongs in an assistant message.",
    tool_result: "A tool result belongs in a message of its own: Messages.tool(results).",
    refusal: "A refusal belongs in an assistant message.",
  };
  const holder = role === "tool" ? "a tool message" : `${role === "assistant" ? "an" : "a"} ${role} message`;
  const known = [...new Set([...Object.values(carriedParts).flat(), "audio"])];
  const inRole = role === "tool" ? "Put it inside the result's content, or into a user message." : mends[part.type];
  const mend = known.includes(part.type)
    ? (inRole ?? "Move it into a user message.")
    : `A part is one of ${known.join(", ")}.`;
  return new CallOptionsError(`${where}: Anthropic takes no part ${JSON.stringify(part.type)} in ${holder}. ${mend}`);
}
