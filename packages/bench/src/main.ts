import { streamCost } from "./stream-cost.js";
import { streamMemory } from "./stream-memory.js";
import { structuredCost } from "./structured-cost.js";
import { structuredStreamCost } from "./structured-stream-cost.js";
import { describeTarget } from "./target.js";

// Memory first: what the timed rounds leave behind would be in its figures.
const measurements = [streamMemory, streamCost, structuredCost, structuredStreamCost];
let failed = 0;
for (const measure of measurements) {
  for (const target of await measure()) {
    console.log(describeTarget(target));
    if (target.value > target.limit) failed++;
  }
}
console.log(failed === 0 ? "Every target is met." : `${failed} targets are missed.`);
process.exitCode = failed === 0 ? 0 : 1;
