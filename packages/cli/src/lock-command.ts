import { readFile, writeFile } from "node:fs/promises";
import { dirname, relative, resolve, sep } from "node:path";
import { parseArgs } from "node:util";
import { formatLock, parseLock, type Lock } from "./lock-file.js";
import { readPrompts } from "./read-prompts.js";
import { reportChanges } from "./report-changes.js";
import { firstLine, UsageError } from "./usage-error.js";

export const lockUsage = `Usage: zoetrope lock [--check] [--file prompts.lock] [modules…]

Writes the prompts that the modules export into prompts.lock. Without modules: those that are in it already.

  --check  Write nothing; exit with 1, and say what changed, when a prompt is not as it is locked.
  --file   The lock file. Default: prompts.lock in the working directory.

TypeScript modules need a loader: NODE_OPTIONS="--import tsx" zoetrope lock src/prompts.ts`;

interface Options {
  readonly check: boolean;
  readonly file: string;
  readonly modules: readonly string[];
}

/** Throws `UsageError` for bad arguments, a module that cannot be imported, and a lock file that cannot be read or written. */
export async function lockCommand(args: readonly string[]): Promise<{ readonly code: 0 | 1; readonly text: string }> {
  const options = readOptions(args);
  if (options === null) return { code: 0, text: lockUsage };
  const { check, file } = options;
  const folder = dirname(resolve(file));
  // Not read where it is only written over: it may be in any state then.
  const locked = check || options.modules.length === 0 ? await readLock(file) : null;
  const modules = modulesOf(options, locked, folder);
  if (check && locked === null)
    throw new UsageError(`There is no ${file}: write it first, with zoetrope lock and your modules.`);
  const now = await readPrompts(modules, folder);
  const again =
    `zoetrope lock${file === "prompts.lock" ? "" : ` --file ${file}`} ${options.modules.join(" ")}`.trimEnd();
  const count = counted(Object.keys(now.prompts).length);
  if (check && locked !== null) {
    const changes = reportChanges(locked, now);
    if (changes === null) return { code: 0, text: `${file}: ${count}, as locked` };
    return { code: 1, text: `${file}: ${changes}\n\nIf that is as it should be: ${again}` };
  }
  if (Object.keys(now.prompts).length === 0) throw new UsageError(`No prompt is exported by ${modules.join(", ")}.`);
  await writeFile(file, formatLock(now)).catch((error: unknown) => {
    throw new UsageError(`${file} cannot be written: ${firstLine(error)}`);
  });
  return { code: 0, text: `${file}: ${count} locked` };
}

function readOptions(args: readonly string[]): Options | null {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        check: { type: "boolean", default: false },
        file: { type: "string", default: "prompts.lock" },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    return values.help ? null : { check: values.check, file: values.file, modules: positionals };
  } catch (error) {
    throw new UsageError(firstLine(error instanceof Error ? error.message : error));
  }
}

async function readLock(file: string): Promise<Lock | null> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw new UsageError(`${file} cannot be read: ${firstLine(error)}`);
  }
  return parseLock(text, file);
}

/** Relative to the lock, with slashes, so that a lock says the same on every machine. */
function modulesOf({ modules, file }: Options, locked: Lock | null, folder: string): readonly string[] {
  if (modules.length > 0) return modules.map((path) => relative(folder, resolve(path)).split(sep).join("/"));
  if (locked !== null) return locked.modules;
  throw new UsageError(`Name the modules that export your prompts: there is no ${file} that would name them.`);
}

function counted(count: number): string {
  return `${count} ${count === 1 ? "prompt" : "prompts"}`;
}
