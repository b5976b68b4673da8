import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface ScriptResult {
  readonly stdout: string;
  readonly stderr: string;
  /** Null when the process did not end by itself and was stopped. */
  readonly code: number | null;
}

/** This package's root: a script resolves its imports from there. */
const cwd = fileURLToPath(new URL("../..", import.meta.url));

/** Runs a module's text in a process of its own, on the sources of the packages. A process that hangs is stopped after 20 s. */
export function runScript(source: string, flags: readonly string[] = []): Promise<ScriptResult> {
  const args = [...flags, "--conditions=@zoetrope/source", "--import", "tsx", "--input-type=module", "--eval", source];
  const env = { ...process.env, NODE_OPTIONS: "" };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, args, { cwd, env, timeout: 20_000 }, (_, stdout, stderr) => {
      resolve({ stdout, stderr, code: child.exitCode });
    });
  });
}
