import { firstLine, UsageError } from "./usage-error.js";

/** A prompt as the lock holds it: its hash, and enough of it to say later what changed. */
export interface LockedPrompt {
  readonly hash: string;
  /** By line, which is how a change of it is read; null where the text is code. */
  readonly template: readonly string[] | null;
  /** By provider. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly tools: readonly unknown[];
  readonly schema: unknown;
}

export interface Lock {
  /** As paths from the lock's folder, sorted. Those that export no prompt any more stand here too. */
  readonly modules: readonly string[];
  /** By `module#name`, sorted. */
  readonly prompts: Readonly<Record<string, LockedPrompt>>;
}

/** Of the file, and of what the hash is made of: both would have to be written anew. */
const version = 1;

export function formatLock({ modules, prompts }: Lock): string {
  return `${JSON.stringify({ version, modules, prompts }, null, 2)}\n`;
}

/** Throws `UsageError` for a text that `formatLock` did not make. */
export function parseLock(text: string, file: string): Lock {
  const mend = "Write it anew: zoetrope lock, with the modules that export your prompts.";
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const cause = text.includes("<<<<<<<") ? "it holds conflicts of a merge" : firstLine(error);
    throw new UsageError(`${file} is no JSON: ${cause}. ${mend}`);
  }
  if (!isObject(value) || value["version"] !== version) {
    throw new UsageError(`${file} is no lock of this version of zoetrope. ${mend}`);
  }
  const { modules, prompts } = value;
  if (!isStrings(modules) || !isObject(prompts) || !isPrompts(prompts)) {
    throw new UsageError(`${file} was changed by hand: modules or prompts are missing or malformed. ${mend}`);
  }
  return { modules, prompts };
}

function isPrompts(value: Readonly<Record<string, unknown>>): value is Readonly<Record<string, LockedPrompt>> {
  return Object.values(value).every(
    (prompt) =>
      isObject(prompt) &&
      typeof prompt["hash"] === "string" &&
      (prompt["template"] === null || isStrings(prompt["template"])) &&
      isObject(prompt["params"]) &&
      Array.isArray(prompt["tools"]) &&
      "schema" in prompt,
  );
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
