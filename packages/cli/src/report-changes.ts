import { diffLines } from "./diff-lines.js";
import { diffValues } from "./diff-values.js";
import type { Lock, LockedPrompt } from "./lock-file.js";

/** What is not as it is locked, for people to read; null when everything is. */
export function reportChanges(locked: Lock, now: Lock): string | null {
  const names = [...new Set([...Object.keys(locked.prompts), ...Object.keys(now.prompts)])].toSorted();
  const changes = names.flatMap((name) => {
    const before = locked.prompts[name];
    const after = now.prompts[name];
    if (before === undefined) return [`added: ${name}`];
    if (after === undefined) return [`removed: ${name}`];
    const lines = changesOf(before, after);
    return lines.length === 0 ? [] : [[`changed: ${name}`, ...lines].join("\n  ")];
  });
  if (changes.length === 0) return null;
  const prompts = changes.length === 1 ? "1 prompt is" : `${changes.length} prompts are`;
  return [`${prompts} not as locked`, ...changes].join("\n\n");
}

function changesOf(before: LockedPrompt, after: LockedPrompt): readonly string[] {
  const lines = diffLines(before.template ?? [], after.template ?? []).map(
    ({ kind, line, text }) => `  ${kind} ${line}: ${text}`,
  );
  const values = (["params", "tools", "schema"] as const).flatMap((key) =>
    [...diffValues(key, before[key], after[key])].map(
      ({ path, before, after }) => `${path}: ${shown(before)} → ${shown(after)}`,
    ),
  );
  const found = [...(lines.length > 0 ? ["template, by line:", ...lines] : []), ...values];
  if (found.length > 0 || before.hash === after.hash) return found;
  return ["hash: the rest of the entry is as it was, so the lock was changed by hand"];
}

function shown(value: unknown): string {
  return value === undefined ? "(none)" : JSON.stringify(value);
}
