import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const packages = fileURLToPath(new URL("../../..", import.meta.url));
const tsc = join(packages, "../node_modules/.bin/tsc");

const compilerOptions = {
  target: "es2022",
  lib: ["es2024", "esnext.disposable", "dom", "dom.iterable", "dom.asynciterable"],
  module: "nodenext",
  strict: true,
  skipLibCheck: true,
  declaration: true,
  emitDeclarationOnly: true,
  rootDir: "src",
  outDir: "dist",
};

/**
 * Lays out what a strict package manager installs for a project that names `@zoetrope/openai` and `zod` alone: both packages as they
 * are published (built, with no source condition), core in reach of openai only. Returns what the compiler says to this program,
 * line by line, and the declarations that it made of it.
 */
export async function compileStrictly(
  program: string,
  decorators: "legacy" | "standard",
): Promise<{ readonly errors: string[]; readonly declarations: string }> {
  const root = await mkdtemp(join(tmpdir(), "zoetrope-strict-"));
  try {
    const core = await build(root, "core", ["eventsource-parser", "reflect-metadata", "zod"]);
    await build(root, "openai", ["openai", "zod"], core);
    const project = join(root, "project");
    await write(join(project, "src/program.ts"), program);
    await write(join(project, "package.json"), '{ "type": "module" }');
    await link(join(root, "openai"), join(project, "node_modules/@zoetrope/openai"));
    await link(join(packages, "openai/node_modules/zod"), join(project, "node_modules/zod"));
    const options = { ...compilerOptions, types: [], experimentalDecorators: decorators === "legacy" };
    await write(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions: options, include: ["src"] }));
    const errors = await compile(project);
    const declarations = await readFile(join(project, "dist/program.d.ts"), "utf8").catch(() => "");
    return { errors, declarations };
  } finally {
    await rm(root, { recursive: true });
  }
}

/** A package as it is published. What its own compilation says is left to `npm run build`. */
async function build(root: string, name: string, dependencies: readonly string[], core?: string): Promise<string> {
  const folder = join(root, name);
  const source = join(packages, name);
  for (const file of await readdir(join(source, "src"), { recursive: true })) {
    if (!file.endsWith(".ts") || file.endsWith(".test.ts") || file.includes("__fixtures__")) continue;
    await mkdir(dirname(join(folder, "src", file)), { recursive: true });
    await cp(join(source, "src", file), join(folder, "src", file));
  }
  await cp(join(source, "package.json"), join(folder, "package.json"));
  for (const dependency of dependencies) {
    await link(join(source, "node_modules", dependency), join(folder, "node_modules", dependency));
  }
  if (core !== undefined) await link(core, join(folder, "node_modules/@zoetrope/core"));
  const typeRoots = [join(packages, "../node_modules/@types")];
  const options = { ...compilerOptions, types: ["node"], typeRoots };
  await write(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: options, include: ["src"] }));
  await compile(folder);
  await rm(join(folder, "src"), { recursive: true });
  return folder;
}

async function link(target: string, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await symlink(target, path, "junction");
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

function compile(cwd: string): Promise<string[]> {
  return new Promise((resolve, reject) => {
    execFile(tsc, ["--pretty", "false"], { cwd }, (error, stdout, stderr) => {
      // An exit code is what it has to say of errors; anything else means that it did not run.
      if (error && typeof error.code !== "number") reject(error);
      else resolve((stdout + stderr).split("\n").filter((line) => line !== ""));
    });
  });
}
