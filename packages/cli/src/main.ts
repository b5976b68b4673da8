#!/usr/bin/env node
import { lockCommand, lockUsage } from "./lock-command.js";
import { firstLine, UsageError } from "./usage-error.js";

interface Outcome {
  readonly code: 0 | 1 | 2;
  readonly text: string;
}

async function run([command, ...args]: readonly string[]): Promise<Outcome> {
  try {
    if (command === "lock") return await lockCommand(args);
    if (command === "--help" || command === "-h") return { code: 0, text: lockUsage };
    throw new UsageError(
      command === undefined
        ? "Name a command: zoetrope lock."
        : `There is no command ${JSON.stringify(command)}, only lock.`,
    );
  } catch (error) {
    // Anything else is a fault of ours, and its stack is what a report of it needs.
    if (!(error instanceof UsageError)) throw error;
    return { code: 2, text: `zoetrope: ${firstLine(error.message)}` };
  }
}

const { code, text } = await run(process.argv.slice(2));
const stream = code === 2 ? process.stderr : process.stdout;
// Not left to end by itself: an imported module may have opened what keeps a process alive, a server or a timer.
stream.write(`${text}\n`, () => process.exit(code));
