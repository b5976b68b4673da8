/** One figure and what it may be at the most. */
export interface Target {
  readonly name: string;
  readonly value: number;
  readonly limit: number;
  readonly unit: string;
  readonly detail: string;
}

export function describeTarget({ name, value, limit, unit, detail }: Target): string {
  const verdict = value <= limit ? "pass" : "FAIL";
  return `${verdict}  ${name}: ${value.toFixed(2)} ${unit} (at most ${limit}); ${detail}`;
}
