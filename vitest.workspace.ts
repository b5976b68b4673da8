import { transform } from "esbuild";
import { defineConfig, type Plugin } from "vitest/config";

// vitest's own transformer lowers legacy decorators only, so the standard kind goes through esbuild before it.
const standardDecorators: Plugin = {
  name: "standard-decorators",
  enforce: "pre",
  async transform(code, id) {
    if (!id.endsWith(".test.ts")) return null;
    const { code: lowered, map } = await transform(code, {
      loader: "ts",
      target: "es2022",
      sourcemap: true,
      sourcefile: id,
      tsconfigRaw: { compilerOptions: { experimentalDecorators: false, useDefineForClassFields: true } },
    });
    return { code: lowered, map };
  },
};

const include = ["packages/*/src/**/*.test.ts", "examples/**/*.test.ts", "scripts/**/*.test.ts"];
const resolve = { conditions: ["@zoetrope/source"] };
const ssr = { resolve: { conditions: ["@zoetrope/source"] } };

// Everything runs once, in the legacy kind; what has decorators in it (`*.decorators.test.ts`) runs in the standard kind as well.
export default defineConfig({
  test: {
    projects: [
      { resolve, ssr, test: { name: "legacy", include, testTimeout: 30_000 } },
      {
        resolve,
        ssr,
        plugins: [standardDecorators],
        test: { name: "standard", include: ["packages/*/src/**/*.decorators.test.ts"] },
      },
    ],
  },
});
