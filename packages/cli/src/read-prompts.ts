import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { promptContent, promptHash } from "@zoetrope/core";
import type { Lock, LockedPrompt } from "./lock-file.js";
import { firstLine, UsageError } from "./usage-error.js";

/**
 * The prompts that these modules export, by `module#name`: prompt classes, templates, functions with a call decorator, and the
 * decorated methods of classes. Modules are paths from `folder`; each is imported, and so runs.
 *
 * Throws `UsageError` for a module that cannot be imported.
 */
export async function readPrompts(modules: readonly string[], folder: string): Promise<Lock> {
  const sorted = [...new Set(modules)].toSorted();
  const entries: [string, LockedPrompt][] = [];
  for (const path of sorted) {
    for (const [name, value] of Object.entries(await importModule(path, folder)).flatMap(prompts)) {
      entries.push(...(await locked(`${path}#${name}`, value)));
    }
  }
  // By code units, which is the same order on every machine.
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return { modules: sorted, prompts: Object.fromEntries(entries) };
}

async function importModule(path: string, folder: string): Promise<object> {
  const file = resolve(folder, path);
  if (!existsSync(file)) throw new UsageError(`There is no module ${path}.`);
  try {
    const module: unknown = await import(pathToFileURL(file).href);
    return Object(module);
  } catch (error) {
    const mend = needsLoader(path, error)
      ? ' TypeScript needs a loader, as in NODE_OPTIONS="--import tsx" zoetrope lock.'
      : "";
    throw new UsageError(`${path} cannot be imported: ${firstLine(error)}.${mend}`);
  }
}

/** Node reads TypeScript without decorators, enums and the like, and finds no `.ts` file that is imported as `.js`. */
function needsLoader(path: string, error: unknown): boolean {
  const codes = ["ERR_MODULE_NOT_FOUND", "ERR_UNKNOWN_FILE_EXTENSION"];
  const isUnread = error instanceof Error && "code" in error && codes.includes(String(error.code));
  return /\.[cm]?tsx?$/.test(path) && (error instanceof SyntaxError || isUnread);
}

/** An export, and the methods of one that is a class: these may be decorated, whatever the class is. */
function prompts([name, value]: [string, unknown]): [string, unknown][] {
  if (typeof value !== "function") return [];
  return [[name, value], ...members(name, value.prototype), ...members(`static ${name}`, value)];
}

/** Values only: a getter would run. */
function members(owner: string, holder: unknown): [string, unknown][] {
  if (holder === undefined || holder === null) return [];
  return Object.entries(Object.getOwnPropertyDescriptors(Object(holder)))
    .filter(([name]) => name !== "constructor" && name !== "prototype")
    .map(([name, property]) => [`${owner}.${name}`, property.value]);
}

/** Nothing for what is no prompt. */
async function locked(key: string, value: unknown): Promise<[string, LockedPrompt][]> {
  try {
    const content = promptContent(value);
    if (content === null) return [];
    const template = content.template?.split("\n") ?? null;
    const { tools, schema } = content;
    return [[key, { hash: await promptHash(value), template, params: byProvider(content.params), tools, schema }]];
  } catch (error) {
    throw new UsageError(`${key}: ${firstLine(error)}`);
  }
}

/** Where the params of two providers alternate, the later ones of a provider get a number. */
function byProvider(layers: readonly { readonly provider: string; readonly params: object }[]): Record<string, object> {
  const result: Record<string, object> = {};
  for (const { provider, params } of layers) {
    const before = layers.slice(0, Object.keys(result).length).filter((layer) => layer.provider === provider).length;
    result[before === 0 ? provider : `${provider} ${before + 1}`] = params;
  }
  return result;
}
