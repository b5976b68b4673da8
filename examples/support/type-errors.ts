import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Program } from "./code-blocks.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A folder outside of the repository in which modules resolve as they do in `examples`, and the tools that guides set up. */
export async function scratchFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), "zoetrope-docs-"));
  const modules = join(path, "node_modules");
  await mkdir(modules);
  const packages = (await readdir(join(root, "examples/node_modules"))).map((name) =>
    join("examples/node_modules", name),
  );
  for (const target of [...packages, "node_modules/esbuild", "node_modules/vitest"]) {
    await symlink(join(root, target), join(modules, basename(target)), "junction");
  }
  await writeFile(join(path, "package.json"), '{ "type": "module" }');
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

/**
 * What the compiler says to the programs, as `page(line,column): error …`: one run for all. The binary, because
 * TypeScript 7 has no API. Errors inside of the packages are left to `npm run types`.
 */
export async function typeErrors(programs: readonly Program[]): Promise<string[]> {
  await using folder = await scratchFolder();
  const files = programs.map(({ page }, index) => ({ page, name: `program-${index}.ts` }));
  await Promise.all(files.map(({ name }, index) => writeFile(join(folder.path, name), programs[index]?.source ?? "")));
  const config = {
    extends: join(root, "tsconfig.base.json"),
    compilerOptions: { noEmit: true, typeRoots: [join(root, "node_modules/@types")] },
    files: files.map(({ name }) => name),
  };
  await writeFile(join(folder.path, "tsconfig.json"), JSON.stringify(config));
  const output = await compile(folder.path);
  return output.split("\n").flatMap((line) => {
    if (line.startsWith("error ")) return line;
    const file = files.find(({ name }) => line.startsWith(`${name}(`));
    return file ? line.replace(file.name, file.page) : [];
  });
}

function compile(cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(join(root, "node_modules/.bin/tsc"), ["--pretty", "false"], { cwd }, (error, stdout, stderr) => {
      // An exit code is what it has to say of errors; anything else means that it did not run.
      if (error && typeof error.code !== "number") reject(error);
      else resolve(stdout + stderr);
    });
  });
}
