import type { CostReport, CostRow } from "./cost-report.js";

type Rows = Pick<CostReport, "total" | "byModel" | "byPrompt" | "byTag">;

/** Plain text, one block for each way to group the answers. */
export function costTable({ total, byModel, byPrompt, byTag }: Rows): string {
  const blocks = [
    [["model", ...head], ...byModel.map(cells)],
    [["prompt", ...head], ...byPrompt.map(cells)],
    [["tag", ...head], ...byTag.map(cells)],
    [cells(total)],
  ];
  const widths = cells(total).map((_, at) => Math.max(...blocks.flat().map((row) => row[at]?.length ?? 0)));
  return blocks.map((rows) => rows.map((row) => line(row, widths)).join("\n")).join("\n\n");
}

const head = ["answers", "input", "output", "cost"];

function cells({ name, answers, inputTokens, outputTokens, cost, unpriced }: CostRow): string[] {
  const missing = unpriced > 0 ? ` + ${unpriced} unpriced` : "";
  const known = cost === null ? "unknown" : `$${cost.toFixed(6)}${missing}`;
  return [name, String(answers), String(inputTokens), String(outputTokens), known];
}

/** Names to the left, figures to the right. */
function line(row: readonly string[], widths: readonly number[]): string {
  const padded = row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)));
  return padded.join("  ").trimEnd();
}
