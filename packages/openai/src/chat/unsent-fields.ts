import type { CacheControl, ContentPart, Message, ProviderFields } from "@zoetrope/core";

/** What a neutral message or part can say and OpenAI has no place for. */
interface UnsentFields {
  readonly isError?: boolean;
  /** A tool result's. (A message's own name is sent.) */
  readonly name?: string;
  readonly cacheControl?: CacheControl;
  /** Fields of other providers. */
  readonly extra?: ProviderFields;
}

/**
 * Held beside OpenAI's object instead of in it: a field that the API does not know would be sent, and refused. So
 * converting back in the same process loses nothing; what went through JSON in between has lost these.
 */
const unsent = new WeakMap<object, UnsentFields>();

/** Notes what of `from` is not in the object that was made of it, and returns that object. */
export function rememberUnsent<T extends object>(made: T, from: Message | ContentPart): T {
  const { openai: _sent, ...others } = from.extra ?? {};
  const fields: UnsentFields = {
    ...("cacheControl" in from && from.cacheControl !== undefined && { cacheControl: from.cacheControl }),
    ...("isError" in from && from.isError !== undefined && { isError: from.isError }),
    ...("type" in from && from.type === "tool_result" && from.name !== undefined && { name: from.name }),
    ...(Object.keys(others).length > 0 && { extra: others }),
  };
  if (Object.keys(fields).length > 0) unsent.set(made, fields);
  return made;
}

/** The fields to add to the neutral form of `made`: what was noted of it, and `rest`, which only OpenAI has. */
export function restoreUnsent(made: object, rest: Readonly<Record<string, unknown>>): UnsentFields {
  const { extra: others, ...fields } = unsent.get(made) ?? {};
  const extra: ProviderFields = { ...others, ...(Object.keys(rest).length > 0 && { openai: rest }) };
  return Object.keys(extra).length > 0 ? { ...fields, extra } : fields;
}
