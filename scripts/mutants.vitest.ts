import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { areas, isArea } from "./mutants-areas.js";

const area = process.env["MUTANTS_AREA"] ?? "";
if (!isArea(area)) throw new Error("scripts/mutants.ts sets MUTANTS_AREA. Run npm run mutants.");

const core = new URL("../packages/core/", import.meta.url);
const manifest: { exports: Record<string, string | { "@zoetrope/source"?: string }> } = JSON.parse(
  readFileSync(new URL("package.json", core), "utf8"),
);
// The workspace's links lead out of Stryker's copy of the project, to the sources that were not changed.
const alias = Object.entries(manifest.exports).flatMap(([name, target]) => {
  const source = typeof target === "string" ? undefined : target["@zoetrope/source"];
  const find = new RegExp(`^@zoetrope/core${name.slice(1)}$`);
  return source === undefined ? [] : [{ find, replacement: fileURLToPath(new URL(source, core)) }];
});
const resolve = { conditions: ["@zoetrope/source"], alias };

/** The first test to fail ends a try, and core's own are the fastest. */
class CoreFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isOfCore = ({ moduleId }: TestSpecification) => moduleId.includes("/packages/core/");
    const { true: own = [], false: others = [] } = Object.groupBy(files, (file) => (isOfCore(file) ? "true" : "false"));
    return [...own, ...others];
  }
}

// Tests with decorators need a compiler of their own; those of the recordings take longest, and a machine may have none.
// oxlint-disable-next-line import/no-default-export -- what vitest reads
export default defineConfig({
  resolve,
  ssr: { resolve },
  test: {
    include: areas[area],
    exclude: ["**/node_modules/**", "**/*.decorators.test.ts", "**/*recordings.test.ts"],
    // What hangs is found by this limit. Stryker's own comes later, and each time costs a new process; no test takes a second.
    testTimeout: 4000,
    sequence: { sequencer: CoreFirst },
  },
});
