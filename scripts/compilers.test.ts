import { readdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { programsOf } from "../examples/support/code-blocks.js";
import { scratchFolder } from "../examples/support/type-errors.js";
import {
  compile,
  decoratorKinds,
  root,
  type Compilation,
  type DecoratorKind,
  type Version,
} from "./type-fixtures/compile.js";
import { largePrograms } from "./type-fixtures/large-programs.js";
import { publishedTypes } from "./type-fixtures/published-types.js";
import { refusedPrograms } from "./type-fixtures/refused-programs.js";

const filesOf = (folder: string, ending: string): string[] =>
  readdirSync(join(root, folder)).flatMap((name) => (name.endsWith(ending) ? [`${folder}/${name}`] : []));

const guides = ["README.md", ...filesOf("docs", ".md")];
const guidePrograms = guides.flatMap((page) => programsOf(page, readFileSync(join(root, page), "utf8")));

/** Compiled where they are. The tests among them have the type tests of prompts, templates and calls. */
const filesInPlace = [
  "packages/core/src/template/template-check.test.ts",
  "packages/core/src/template/template-types.test.ts",
  "packages/openai/src/api.decorators.test.ts",
  ...filesOf("examples", ".ts").filter((file) => !file.endsWith(".test.ts")),
];

const compilerOptions = { noEmit: true, typeRoots: [join(root, "node_modules/@types")] };

let folder: Awaited<ReturnType<typeof scratchFolder>>;
beforeAll(async () => {
  folder = await scratchFolder();
  const groups = { guide: guidePrograms, refused: refusedPrograms, large: largePrograms };
  const programs = Object.entries(groups).flatMap(([group, list]) =>
    list.map(({ source }, index) => ({ name: `${group}-${index}.ts`, source })),
  );
  await Promise.all(programs.map(({ name, source }) => writeFile(join(folder.path, name), source)));
  const config = {
    extends: join(root, "tsconfig.base.json"),
    compilerOptions,
    files: [...programs.map(({ name }) => name), ...filesInPlace.map((file) => join(root, file))],
  };
  await writeFile(join(folder.path, "tsconfig.json"), JSON.stringify(config));
});
afterAll(() => folder[Symbol.asyncDispose]());

const versions: readonly Version[] = ["7", "6", "5.9"];

describe.for(versions)("TypeScript %s", (version) => {
  const compilations = new Map<DecoratorKind, Compilation>();
  beforeAll(async () => {
    const compiled = decoratorKinds.map(async (kind) =>
      compilations.set(kind, await compile(folder.path, version, kind)),
    );
    await Promise.all(compiled);
  }, 60_000);

  describe.for(decoratorKinds)("with %s decorators", (kind) => {
    const saidOf = (file: string) => compilations.get(kind)?.said.get(file);

    test("has nothing to say of the API's tests, the examples, the guides and the library's own sources", () => {
      const files = Array.from(compilations.get(kind)?.said ?? [["", ["It did not run."]] as const]);
      const ours = files.filter(([file]) => !/^(?:refused|large)-\d+\.ts$/.test(file));
      expect(ours.map(([file, lines]) => `${placeOf(file)}: ${lines.join("\n")}`)).toEqual([]);
    });

    test.for(refusedPrograms.map((program, index) => ({ ...program, index })))(
      "refuses in words: $name",
      ({ index, says }) => {
        expect(saidOf(`refused-${index}.ts`)?.at(-1)).toContain(says);
      },
    );

    test.for(largePrograms.map(({ name }, index) => ({ name, index })))("takes a template of $name", ({ index }) => {
      expect(compilations.has(kind)).toBe(true);
      expect(saidOf(`large-${index}.ts`)).toBeUndefined();
    });
  });
});

function placeOf(file: string): string {
  const guide = /^guide-(\d+)\.ts$/.exec(file)?.[1];
  return guide === undefined ? file : `${guidePrograms[Number(guide)]?.page}`;
}

// M6: thirty thousand instantiations for ten lines were seen in systems like this one, and make an editor wait.
describe("the first program of README.md, with the packages as they are published", () => {
  const source = guidePrograms[0]?.source ?? "";
  const baseline = 'import OpenAI from "openai";\nimport { z } from "zod";\nexport { OpenAI, z };\n';

  test.for<Version>(["7", "6"])("costs TypeScript %s at most 8,000 instantiations", async (version) => {
    expect(source).toContain("extends OpenAIPrompt.with(");
    await using published = await publishedTypes();
    const measure = (program: string, kind: DecoratorKind) => instantiations(published.path, program, version, kind);
    const least = await measure(baseline, "standard");
    const costs: number[] = [];
    for (const kind of decoratorKinds) costs.push((await measure(source, kind)) - least);
    expect(Math.min(...costs)).toBeGreaterThan(0);
    expect(Math.max(...costs)).toBeLessThanOrEqual(8_000);
  });
});

async function instantiations(cwd: string, source: string, version: Version, kind: DecoratorKind): Promise<number> {
  await writeFile(join(cwd, "program.ts"), source);
  const config = {
    extends: join(root, "tsconfig.base.json"),
    // The declarations, and not our sources, which a user's compiler never sees.
    compilerOptions: { ...compilerOptions, customConditions: [] },
    files: ["program.ts"],
  };
  await writeFile(join(cwd, "tsconfig.json"), JSON.stringify(config));
  const { said, instantiations } = await compile(cwd, version, kind);
  expect(Array.from(said)).toEqual([]);
  return instantiations;
}
