import { CallOptionsError } from "../errors.js";
import { isObject, text } from "../json/json-object.js";
import type { Usage } from "../response/usage.js";
import { costTable } from "./cost-table.js";
import { sumCosts } from "./sum-costs.js";

/** Of an answer, what a report is made of: every response has it, and every stream. */
export interface ReportedAnswer {
  readonly model: string;
  readonly commonUsage: Usage | null;
  /** With the attempts that failed before it. */
  readonly totalCost: number | null;
  readonly promptTemplate: string | null;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** What some of the answers add up to. */
export interface CostRow {
  readonly name: string;
  readonly answers: number;
  /** Of the answers that reported them. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** In US dollars, of the answers whose cost is known; null where none is. */
  readonly cost: number | null;
  /** Answers whose cost nobody knows: they are not in `cost`. */
  readonly unpriced: number;
}

/** The dearest first. `String(report)` is a table, and `JSON.stringify(report)` has the same figures. */
export interface CostReport {
  readonly total: CostRow;
  readonly byModel: readonly CostRow[];
  /** By `metadata.name`, else by the first line of the template. */
  readonly byPrompt: readonly CostRow[];
  /** By each of `metadata.tags`: an answer with two tags is in two rows. */
  readonly byTag: readonly CostRow[];
  toString(): string;
}

const none = "(none)";
const longestName = 48;

/** What answers have cost, by model, prompt and tag. */
export function costReport(answers: Iterable<ReportedAnswer>): CostReport {
  const all = [...answers];
  const odd = all.findIndex(
    (answer) => !isObject(answer) || !isObject(answer.metadata) || answer.totalCost === undefined,
  );
  if (odd >= 0) {
    throw new CallOptionsError(
      `costReport takes responses and streams, and entry ${odd} is neither. Of a call with a responseModel, take what its outputParser is given.`,
    );
  }
  const rows = {
    total: rowOf("total", all),
    byModel: rowsBy(all, ({ model }) => [model || none]),
    byPrompt: rowsBy(all, (answer) => [promptName(answer)]),
    byTag: rowsBy(all, ({ metadata }) => tagsOf(metadata)),
  };
  const toString = (): string => costTable(rows);
  // For people, and so no part of the figures.
  return Object.defineProperty({ ...rows, toString }, "toString", { enumerable: false });
}

function rowsBy(answers: readonly ReportedAnswer[], namesOf: (answer: ReportedAnswer) => readonly string[]): CostRow[] {
  const groups = new Map<string, ReportedAnswer[]>();
  for (const answer of answers) {
    for (const name of new Set(namesOf(answer))) {
      const group = groups.get(name);
      if (group) group.push(answer);
      else groups.set(name, [answer]);
    }
  }
  const rows = [...groups].map(([name, group]) => rowOf(name, group));
  return rows.toSorted((a, b) => (b.cost ?? 0) - (a.cost ?? 0) || a.name.localeCompare(b.name));
}

function rowOf(name: string, answers: readonly ReportedAnswer[]): CostRow {
  const known = answers.map(({ totalCost }) => totalCost).filter((cost) => cost !== null);
  return {
    name,
    answers: answers.length,
    inputTokens: sum(answers.map(({ commonUsage }) => commonUsage?.inputTokens)),
    outputTokens: sum(answers.map(({ commonUsage }) => commonUsage?.outputTokens)),
    cost: known.length === 0 && answers.length > 0 ? null : sumCosts(known),
    unpriced: answers.length - known.length,
  };
}

function sum(counts: readonly (number | null | undefined)[]): number {
  return counts.reduce<number>((total, count) => total + (count ?? 0), 0);
}

function promptName({ metadata, promptTemplate }: ReportedAnswer): string {
  return nameOf(text(metadata.name) || (promptTemplate ?? ""));
}

/** One line, for a table. */
function nameOf(words: string): string {
  const name = words.trim().split(/[\r\n]/, 1)[0] || none;
  return name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name;
}

function tagsOf({ tags }: Readonly<Record<string, unknown>>): readonly string[] {
  const words = Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string") : [];
  return words.length > 0 ? words.map(nameOf) : [none];
}
