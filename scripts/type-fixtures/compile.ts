import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** The packages that the supported compilers are installed as. */
const packages = { "7": "typescript", "6": "typescript-6", "5.9": "typescript-5" } as const;

export type Version = keyof typeof packages;

export const decoratorKinds = ["legacy", "standard"] as const;
export type DecoratorKind = (typeof decoratorKinds)[number];

export interface Compilation {
  /** The lines of what was said of each file, by its path as the compiler writes it; "" for what is of no file. */
  readonly said: ReadonlyMap<string, readonly string[]>;
  readonly instantiations: number;
}

/** Runs a compiler on the tsconfig.json of a folder. The binary, because TypeScript 7 has no API. */
export async function compile(folder: string, version: Version, kind: DecoratorKind): Promise<Compilation> {
  const tsc = join(root, "node_modules", packages[version], "bin/tsc");
  const experimental = String(kind === "legacy");
  const args = ["--pretty", "false", "--extendedDiagnostics", "--experimentalDecorators", experimental];
  const output = await run(folder, [tsc, ...args]);
  const instantiations = /^Instantiations: +(\d+)$/m.exec(output)?.[1];
  // Printed after all that there was to say: without it the compiler gave up, whatever its exit code is.
  if (instantiations === undefined) throw new Error(`TypeScript ${version} did not come to its end:\n${output}`);
  return { said: byFile(output), instantiations: Number(instantiations) };
}

function run(cwd: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    // A message may quote a template of 100 kB.
    execFile(process.execPath, [...args], { cwd, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      // An exit code is what it has to say of errors; anything else means that it did not run.
      if (error && typeof error.code !== "number") reject(error);
      else resolve(stdout + stderr);
    });
  });
}

function byFile(output: string): ReadonlyMap<string, readonly string[]> {
  const said = new Map<string, string[]>();
  let lines: string[] | undefined;
  for (const line of output.split("\n")) {
    const error = /^(?:(\S[^(]*)\(\d+,\d+\): )?error TS\d+: /.exec(line);
    if (error) {
      const file = error[1] ?? "";
      lines = said.get(file) ?? [];
      said.set(file, lines);
    }
    // An error's explanation is indented; what follows without indentation are the statistics.
    if (error || /^\s+\S/.test(line)) lines?.push(line.trim());
    else lines = undefined;
  }
  return said;
}
