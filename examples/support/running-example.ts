import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** One piece that arrived on the program's standard output, as the pipe delivered it. */
export interface Write {
  readonly text: string;
  /** Milliseconds on this process's monotonic clock. */
  readonly at: number;
}

export interface ExampleOptions {
  readonly args?: readonly string[];
  /** The program sees these and no others of our variables but the path. */
  readonly env?: Readonly<Record<string, string>>;
}

/** An example that runs in a process group of its own, as a shell starts it. `await using` ends it in any case. */
export class RunningExample implements AsyncDisposable {
  readonly writes: Write[] = [];
  stderr = "";
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #closed: Promise<unknown[]>;

  constructor(file: string, { args = [], env = {} }: ExampleOptions = {}) {
    const [command = "", ...before] = startScript().replace("start.ts", file).split(" ");
    const path = [join(root, "node_modules/.bin"), process.env.PATH].join(delimiter);
    this.#child = spawn(command, [...before, ...args], { cwd: root, env: { ...env, PATH: path }, detached: true });
    this.#closed = once(this.#child, "close");
    const { stdin, stdout, stderr } = this.#child;
    // What is written to a program that has just left is of no use, and no fault of the test.
    stdin.on("error", () => undefined);
    stdout.setEncoding("utf8").on("data", (text: string) => this.writes.push({ text, at: performance.now() }));
    stderr.setEncoding("utf8").on("data", (text: string) => (this.stderr += text));
  }

  get stdout(): string {
    return this.writes.map((write) => write.text).join("");
  }

  /** Types a line. */
  type(line: string): void {
    this.#child.stdin.write(`${line}\n`);
  }

  endInput(): void {
    this.#child.stdin.end();
  }

  /** What a terminal does at Ctrl-C: a signal to the whole group. */
  interrupt(): void {
    process.kill(-this.#pid, "SIGINT");
  }

  /** Resolves when the output matches; rejects when the program has ended without. */
  async until(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.stdout)) {
      const more = once(this.#child.stdout, "data").then(() => true);
      if (await Promise.race([more, this.#closed.then(() => false)])) continue;
      if (!pattern.test(this.stdout))
        throw new Error(`The program ended without ${pattern}: ${this.stdout}${this.stderr}`);
    }
  }

  /** The exit code, once all output is there; null after a signal. */
  async exitCode(): Promise<number | null> {
    await this.#closed;
    return this.#child.exitCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) process.kill(-this.#pid, "SIGKILL");
    await this.#closed;
  }

  get #pid(): number {
    if (this.#child.pid === undefined) throw new Error("The example could not be started.");
    return this.#child.pid;
  }
}

/** How `npm start` runs start.ts. All examples are run so. */
function startScript(): string {
  // The repository's own file: a test that finds no script there may fail as it likes.
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: { start: string } };
  return manifest.scripts.start;
}
