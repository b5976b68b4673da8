import type { ContentPart, Message, ProviderFields } from "@zoetrope/core";

interface FieldHolder {
  readonly extra?: ProviderFields;
}

/** Where to say what is left out, and whose fields are not. */
export interface FieldsPlace {
  /** The name of the provider that is asked. */
  readonly own: string;
  /** As in `messages[2].content[1]`. */
  readonly where: string;
  readonly warnings: string[];
}

/** Tells of fields that only another provider knows. */
export function warnOfFields({ extra = {} }: FieldHolder, { own, where, warnings }: FieldsPlace): void {
  for (const [provider, fields] of Object.entries(extra)) {
    const names = Object.keys(fields);
    if (provider === own || names.length === 0) continue;
    warnings.push(`${where}: fields that only ${JSON.stringify(provider)} knows are left out (${names.join(", ")}).`);
  }
}

/** Tells of a mark for a prompt cache that nobody sets, because OpenAI caches by itself. */
export function warnOfCacheMark({ cacheControl, extra }: ContentPart, { own, where, warnings }: FieldsPlace): void {
  // A vendor that takes such marks is written them in its own words.
  if (cacheControl === undefined || extra?.[own]?.["cache_control"] !== undefined) return;
  warnings.push(`${where}: the cache mark is left out, because OpenAI caches by itself.`);
}

/** The same for a message with its parts. */
export function warnOfMessage(message: Message, place: FieldsPlace): void {
  warnOfFields(message, place);
  if (typeof message.content === "string") return;
  for (const [at, part] of message.content.entries()) {
    const there = { ...place, where: `${place.where}.content[${at}]` };
    warnOfFields(part, there);
    warnOfCacheMark(part, there);
  }
}
