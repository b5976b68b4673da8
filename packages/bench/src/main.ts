import { streamCost } from "./stream-cost.js";
import { streamMemory } from "./stream-memory.js";
import { describeTarget } from "./target.js";

// Memory first: what the timed rounds leave behind would be in its figures.
const targets = [...(await streamMemory()), ...(await streamCost())];
for (const target of targets) console.log(describeTarget(target));
process.exitCode = targets.every(({ value, limit }) => value <= limit) ? 0 : 1;
