import { brokenStreams } from "./broken-streams.js";
import { load } from "./load.js";
import { streamCost } from "./stream-cost.js";
import { streamMemory } from "./stream-memory.js";
import { structuredCost } from "./structured-cost.js";
import { structuredStreamCost } from "./structured-stream-cost.js";
import { describeTarget } from "./target.js";

// Memory first: what the timed rounds leave behind would be in its figures.
const measurements = { streamMemory, load, brokenStreams, streamCost, structuredCost, structuredStreamCost };
/** `npm run bench -- load brokenStreams` measures only these. */
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(measurements, name));
if (unknown.length > 0) {
  throw new Error(`There is no measurement ${unknown.join(", ")}. There are: ${Object.keys(measurements).join(", ")}.`);
}
let failed = 0;
for (const [name, measure] of Object.entries(measurements)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  for (const target of await measure()) {
    console.log(describeTarget(target));
    if (target.value > target.limit) failed++;
  }
}
console.log(failed === 0 ? "Every target is met." : `${failed} targets are missed.`);
process.exitCode = failed === 0 ? 0 : 1;
