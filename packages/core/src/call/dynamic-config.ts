import { CallOptionsError } from "../errors.js";
import type { Message } from "../messages/message.js";

/**
 * What a prompt computes for one run, from a function or from `dynamicConfig()` of a prompt class. Each key is honoured, and none is
 * seen by another run.
 */
export interface DynamicConfig<Own = never, Params = object, Tool = unknown, Client = unknown> {
  /** In place of the template's messages. */
  readonly messages?: readonly (Message | Own)[];
  /** Values for the template, looked up before the prompt's own fields. */
  readonly computedFields?: Readonly<Record<string, unknown>>;
  /** In place of the call's own. */
  readonly tools?: readonly Tool[];
  /** Over those of the class and of the decorator. */
  readonly callParams?: Params;
  /** Merged over that of the class and of the decorator. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** For this run alone. */
  readonly client?: Client;
}

const known = {
  callParams: true,
  client: true,
  computedFields: true,
  messages: true,
  metadata: true,
  tools: true,
} satisfies Record<keyof DynamicConfig, true>;

/** Throws `CallOptionsError` for a key that no config has: a misspelt one would be ignored in silence. */
export function checkConfig<Config extends object>(config: Config, name: string): Config {
  for (const key of Object.keys(config)) {
    if (Object.hasOwn(known, key)) continue;
    throw new CallOptionsError(
      `${name} returned an object with "${key}", which is neither a message nor a dynamic config. A config has: ${Object.keys(known).join(", ")}.`,
    );
  }
  return config;
}
