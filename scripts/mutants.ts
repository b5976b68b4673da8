import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { parseArgs } from "node:util";
import { Stryker } from "@stryker-mutator/core";
import { areas, isArea, type Area } from "./mutants-areas.js";
import { pardonOf, unusedPardons, type Pardon, type Survivor } from "./mutants-survivors.js";

/*
 * npm run mutants                                    all areas
 * npm run mutants -- template                        one of them
 * npm run mutants -- template packages/core/src/template/dedent.ts
 * npm run mutants -- stream --concurrency 4          as many processes at once; default 1
 *
 * Changes the code in one place at a time and runs the tests that cover it. What survives must be pardoned in mutants-pardons-*.ts.
 * Results are kept in .mutants, and only what changed since is tried again.
 */
const leastKilled = 0.85;

/** What Stryker says of a change that was tried. A change that ends in a time limit was noticed. */
const verdicts: ReadonlySet<string> = new Set(["Killed", "Timeout", "Survived", "NoCoverage"]);

type Mutant = Awaited<ReturnType<Stryker["runMutationTest"]>>[number];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { concurrency: { type: "string", default: "1" } },
});
const files = positionals.filter((name) => !isArea(name));
const named = positionals.filter(isArea);
const wanted = named.length > 0 ? named : (Object.keys(areas) as Area[]);

const used = new Set<Pardon>();
let isGood = true;
for (const area of wanted) isGood = report(area, await run(area)) && isGood;
if (files.length === 0) {
  for (const { file, why } of unusedPardons(used, wanted)) console.log(`A pardon that nothing needs: ${file}: ${why}`);
}
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

/**
 * Prints a line for each file, each survivor that has no pardon, and what was not tried. Returns whether all is as it should be of what
 * was.
 */
function report(area: Area, all: readonly Mutant[]): boolean {
  // Stryker also returns what it remembers of files that it was not asked for.
  const mutants = all.filter(({ fileName }) => files.length === 0 || files.includes(relative(".", fileName)));
  const tried = mutants.filter(({ status }) => verdicts.has(status));
  const survivors = tried.filter(({ status }) => status === "Survived" || status === "NoCoverage");
  const byFile = Map.groupBy(tried, ({ fileName }) => relative(".", fileName));
  for (const [file, own] of byFile) {
    const alive = survivors.filter(({ fileName }) => relative(".", fileName) === file).length;
    console.log(`${percent(1 - alive / own.length)}  ${own.length - alive}/${own.length}  ${file}`);
  }
  const unpardoned = survivors.map(toSurvivor).filter((survivor) => {
    const pardon = pardonOf(survivor);
    if (pardon) used.add(pardon);
    return !pardon;
  });
  for (const { place, mutator, line, from, to } of unpardoned) {
    console.log(`  ${place} ${mutator}: ${line}\n    ${from} => ${to}`);
  }
  const share = tried.length === 0 ? 0 : 1 - survivors.length / tried.length;
  console.log(
    `${area}: ${percent(share)} of ${tried.length} killed; ${unpardoned.length} of ${survivors.length} survivors have no pardon.`,
  );
  const untried = mutants.length - tried.length;
  if (untried > 0)
    console.log(
      `  NOT TRIED: ${untried} of ${mutants.length}, with which the tests did not run; they count neither way.`,
    );
  if (files.length > 0) console.log(`  NOT TRIED: the files of ${area} that were not named.`);
  return share >= leastKilled && unpardoned.length === 0;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function toSurvivor({ fileName, location, mutatorName, replacement }: Mutant): Survivor {
  const { start, end } = location;
  const text = readFileSync(fileName, "utf8").split("\n")[start.line - 1] ?? "";
  const file = relative(".", fileName);
  const from = start.line === end.line ? text.slice(start.column - 1, end.column - 1) : "";
  return { file, place: `${file}:${start.line}`, mutator: mutatorName, line: text.trim(), from, to: replacement };
}
