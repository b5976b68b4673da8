import * as z from "zod/v4/core";
import type { ResponseIssue } from "../errors.js";

/** Problems as lines, each with its path: `- chapters[2].title: expected string, received number`. */
export function describeIssues(issues: readonly ResponseIssue[]): string {
  return issues
    .map(({ path, message }) => `- ${path.length === 0 ? "" : `${z.toDotPath([...path])}: `}${message}`)
    .join("\n");
}

/**
 * What the model is told when its answer did not fit. The one place where this library speaks to a model: nobody else could say at
 * that moment what was wrong.
 */
export function retryText(issues: readonly ResponseIssue[]): string {
  return `This answer does not fit its schema:\n${describeIssues(issues)}\nAnswer again, with all of it corrected.`;
}
