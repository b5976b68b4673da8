import type {
  ContentPart,
  MediaPart,
  Message,
  OpaquePart,
  RefusalPart,
  Role,
  TextPart,
  ToolCallPart,
  ToolResultPart,
} from "./message.js";

/** What a builder takes: a string, a part, or a list of both. A string in a list becomes a text part. */
export type MessageInput<P extends ContentPart> = string | P | readonly (string | P)[];

export interface MessageOptions {
  /** Tells apart speakers of one role. */
  readonly name?: string;
}

type Builder<P extends ContentPart> = (content: MessageInput<P>, options?: MessageOptions) => Message;

/** Makes messages that no provider owns: `Messages.user(["What is this?", imagePart(bytes)])`. Each takes what its role may hold. */
export const Messages: {
  readonly system: Builder<TextPart | OpaquePart>;
  readonly developer: Builder<TextPart | OpaquePart>;
  readonly user: Builder<TextPart | MediaPart | OpaquePart>;
  readonly assistant: Builder<TextPart | RefusalPart | ToolCallPart | MediaPart | OpaquePart>;
  /** Takes results, each with the `id` of the call that it answers. */
  readonly tool: (results: ToolResultPart | readonly ToolResultPart[]) => Message;
} = {
  system: (content, options) => message("system", content, options),
  developer: (content, options) => message("developer", content, options),
  user: (content, options) => message("user", content, options),
  assistant: (content, options) => message("assistant", content, options),
  tool: (results) => message("tool", results),
};

function message(role: Role, content: MessageInput<ContentPart>, { name }: MessageOptions = {}): Message {
  const named = name === undefined ? {} : { name };
  if (typeof content === "string") return { role, content, ...named };
  const parts = isList(content) ? content : [content];
  return {
    role,
    content: parts.map((part) => (typeof part === "string" ? { type: "text", text: part } : part)),
    ...named,
  };
}

/** `Array.isArray` alone does not tell a readonly list from a part. */
function isList<T>(content: T | readonly (string | T)[]): content is readonly (string | T)[] {
  return Array.isArray(content);
}
