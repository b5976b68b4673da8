import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { parseArgs } from "node:util";
import { Stryker } from "@stryker-mutator/core";
import { areas, isArea, type Area } from "./mutants-areas.js";
import { isPardoned, type Survivor } from "./mutants-survivors.js";

/*
 * npm run mutants                                    all areas
 * npm run mutants -- template                        one of them
 * npm run mutants -- template packages/core/src/template/dedent.ts
 * npm run mutants -- stream --concurrency 4          as many processes at once; default 1
 *
 * Changes the code in one place at a time and runs the tests that cover it. What survives must be pardoned in mutants-survivors.ts.
 * Results are kept in .mutants, and only what changed since is tried again.
 */
const leastKilled = 0.85;

type Mutant = Awaited<ReturnType<Stryker["runMutationTest"]>>[number];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { concurrency: { type: "string", default: "1" } },
});
const files = positionals.filter((name) => !isArea(name));
const named = positionals.filter(isArea);
const wanted = named.length > 0 ? named : (Object.keys(areas) as Area[]);

let isGood = true;
for (const area of wanted) isGood = report(area, await run(area)) && isGood;
process.exitCode = isGood ? 0 : 1;

function run(area: Area): Promise<readonly Mutant[]> {
  process.env["MUTANTS_AREA"] = area;
  const all = [`packages/core/src/${area}/**/*.ts`, "!**/*.test.ts", "!**/__fixtures__/**"];
  return new Stryker({
    testRunner: "vitest",
    plugins: ["@stryker-mutator/vitest-runner"],
    vitest: { configFile: "scripts/mutants.vitest.ts", related: false },
    mutate: files.length > 0 ? files : all,
    coverageAnalysis: "perTest",
    concurrency: Number(values.concurrency),
    timeoutMS: 2000,
    reporters: ["progress-append-only"],
    tempDirName: ".mutants/copy",
    // Stryker would rewrite the paths in it with TypeScript's old interface, which TypeScript 7 has not; vitest reads none of them.
    tsconfigFile: ".mutants/no-tsconfig.json",
    ignorePatterns: ["dist", ".mutants"],
    incremental: true,
    incrementalFile: `.mutants/${area}.json`,
    checkers: [],
    allowConsoleColors: false,
  }).runMutationTest();
}

/** Prints a line for each file, and each survivor that has no pardon. Returns whether both are as they should be. */
function report(area: Area, mutants: readonly Mutant[]): boolean {
  const tried = mutants.filter(({ status }) => status !== "Ignored" && status !== "RuntimeError");
  const survivors = tried.filter(({ status }) => status === "Survived" || status === "NoCoverage");
  for (const [file, own] of Map.groupBy(tried, ({ fileName }) => fileName)) {
    const alive = survivors.filter(({ fileName }) => fileName === file).length;
    console.log(`${percent(1 - alive / own.length)}  ${own.length - alive}/${own.length}  ${relative(".", file)}`);
  }
  const unpardoned = survivors.map(toSurvivor).filter((survivor) => !isPardoned(survivor));
  for (const { place, mutator, line, to } of unpardoned) console.log(`  ${place} ${mutator}: ${line} => ${to}`);
  const killed = percent(1 - survivors.length / tried.length);
  console.log(
    `${area}: ${killed} of ${tried.length} killed; ${unpardoned.length} of ${survivors.length} survivors have no pardon.`,
  );
  return 1 - survivors.length / tried.length >= leastKilled && unpardoned.length === 0;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function toSurvivor({ fileName, location, mutatorName, replacement }: Mutant): Survivor {
  const { line } = location.start;
  const text = readFileSync(fileName, "utf8").split("\n")[line - 1] ?? "";
  const file = relative(".", fileName);
  return { file, place: `${file}:${line}`, mutator: mutatorName, line: text.trim(), to: replacement };
}
