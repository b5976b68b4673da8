import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

const source = join(import.meta.dirname, "..");
const root = join(source, "../../..");
const loader = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

export interface Result {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A folder of its own, with this package's dependencies in reach, in which the command line is run as a process. */
export class Project implements AsyncDisposable {
  private constructor(private readonly folder: string) {}

  static async of(files: Readonly<Record<string, string>>): Promise<Project> {
    const folder = await mkdtemp(join(tmpdir(), "zoetrope-"));
    await symlink(join(source, "../node_modules"), join(folder, "node_modules"));
    const project = new Project(folder);
    const all = { "package.json": '{ "type": "module" }', ...files };
    for (const [path, text] of Object.entries(all)) await project.write(path, text);
    return project;
  }

  async write(path: string, text: string): Promise<void> {
    await mkdir(dirname(join(this.folder, path)), { recursive: true });
    await writeFile(join(this.folder, path), text);
  }

  read(path: string): Promise<string> {
    return readFile(join(this.folder, path), "utf8");
  }

  /** @param kind The decorators that the modules' TypeScript is compiled with. */
  zoetrope(args: string, kind: "legacy" | "standard" = "legacy"): Promise<Result> {
    const env = { ...process.env, TSX_TSCONFIG_PATH: join(root, `tsconfig.${kind}.json`) };
    const flags = ["--conditions=@zoetrope/source", "--import", loader, join(source, "main.ts")];
    return new Promise((resolve) => {
      const given = args.split(" ").filter((arg) => arg !== "");
      execFile(process.execPath, [...flags, ...given], { cwd: this.folder, env }, (error, out, err) =>
        resolve({ code: error === null ? 0 : Number(error.code), out, err }),
      );
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return rm(this.folder, { recursive: true });
  }
}
