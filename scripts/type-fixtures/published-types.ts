import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "./compile.js";

/** What a user installs: our packages as declarations alone, beside the packages that they need. */
const installed = {
  openai: "packages/openai/node_modules/openai",
  zod: "packages/core/node_modules/zod",
  "eventsource-parser": "packages/core/node_modules/eventsource-parser",
  "reflect-metadata": "packages/core/node_modules/reflect-metadata",
};

/** A folder in which our packages are as they are published. What the compiler does there is what it does for a user. */
export async function publishedTypes(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), "zoetrope-types-"));
  const scope = join(path, "node_modules/@zoetrope");
  await mkdir(scope, { recursive: true });
  for (const [name, target] of Object.entries(installed)) {
    await symlink(join(root, target), join(path, "node_modules", name), "junction");
  }
  const config = {
    extends: join(root, "tsconfig.base.json"),
    compilerOptions: {
      declarationMap: false,
      emitDeclarationOnly: true,
      outDir: scope,
      rootDir: join(root, "packages"),
      sourceMap: false,
      typeRoots: [join(root, "node_modules/@types")],
    },
    // Core by itself too: reached through the other package's node_modules it would count as somebody else's.
    files: ["core/src/index.ts", "core/src/reexports.ts", "openai/src/index.ts"].map((file) =>
      join(root, "packages", file),
    ),
  };
  await writeFile(join(path, "emit.json"), JSON.stringify(config));
  await promisify(execFile)(join(root, "node_modules/.bin/tsc"), ["-p", join(path, "emit.json")]);
  for (const name of ["core", "openai"]) {
    // As the package says, with its declarations where they were written.
    const exports = { ".": { types: "./src/index.d.ts" }, "./*": { types: "./src/*.d.ts" } };
    const manifest = { name: `@zoetrope/${name}`, type: "module", exports };
    await writeFile(join(scope, name, "package.json"), JSON.stringify(manifest));
  }
  await writeFile(join(path, "package.json"), '{ "type": "module" }');
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}
