import { transform } from "esbuild";
import { defineConfig, type Plugin } from "vitest/config";

interface ClassCompilation {
  readonly experimentalDecorators: boolean;
  readonly useDefineForClassFields: boolean;
}

// vitest's own transformer knows no standard decorators, and the legacy ones only by a tsconfig, of which there is one for each kind.
function compileClasses(compilerOptions: ClassCompilation): Plugin {
  return {
    name: "compile-classes",
    enforce: "pre",
    async transform(source, id) {
      if (!id.endsWith(".decorators.test.ts")) return null;
      const tsconfigRaw = { compilerOptions };
      const { code, map } = await transform(source, {
        loader: "ts",
        target: "es2022",
        sourcemap: true,
        sourcefile: id,
        tsconfigRaw,
      });
      return { code, map };
    },
  };
}

const everything = ["packages/*/src/**/*.test.ts", "examples/**/*.test.ts", "scripts/**/*.test.ts"];
const decorators = ["packages/*/src/**/*.decorators.test.ts"];
const resolve = { conditions: ["@zoetrope/source"] };
const ssr = { resolve: { conditions: ["@zoetrope/source"] } };

function project(name: string, include: string[], compilation: ClassCompilation) {
  return { resolve, ssr, plugins: [compileClasses(compilation)], test: { name, include, testTimeout: 30_000 } };
}

// Everything runs once; what has decorators in it (`*.decorators.test.ts`) runs as each kind of decorator and of class field.
export default defineConfig({
  test: {
    projects: [
      project("legacy", everything, { experimentalDecorators: true, useDefineForClassFields: true }),
      project("legacy-assigned", decorators, { experimentalDecorators: true, useDefineForClassFields: false }),
      project("standard", decorators, { experimentalDecorators: false, useDefineForClassFields: true }),
      project("standard-assigned", decorators, { experimentalDecorators: false, useDefineForClassFields: false }),
    ],
  },
});
