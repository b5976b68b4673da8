// The last line of CI, in the form that its reader takes: `123 passed, 0 failed`, and `, 4 skipped` where some were.
import { readFileSync } from "node:fs";

const report = JSON.parse(readFileSync(process.argv[2], "utf8"));
const { numPassedTests: passed, numFailedTests: failed, numPendingTests: skipped, numTodoTests: todo } = report;
if (!Number.isInteger(passed) || passed + failed === 0)
  throw new Error("The test report counts no test: nothing was run.");
console.log(`${passed} passed, ${failed} failed${skipped + todo > 0 ? `, ${skipped + todo} skipped` : ""}`);
if (failed > 0) process.exit(1);
