import { jsonPardons } from "./mutants-pardons-json.js";
import { streamPardons } from "./mutants-pardons-stream.js";
import { structuredPardons } from "./mutants-pardons-structured.js";
import { templatePardons } from "./mutants-pardons-template.js";
import { wirePardons } from "./mutants-pardons-wire.js";

/** A change of the code that no test noticed. */
export interface Survivor {
  readonly file: string;
  /** File and line. */
  readonly place: string;
  /** Stryker's name of the kind of change. */
  readonly mutator: string;
  /** The line, before. */
  readonly line: string;
  /** The part of it that was changed; "" where that goes over several lines. */
  readonly from: string;
  /** What was put in its place. */
  readonly to: string;
}

/** Changes of the code that no test needs to notice. All that is given must fit. */
export interface Pardon {
  /** True of every change that fits. */
  readonly why: string;
  readonly mutator?: string;
  /** The end of the file's path. */
  readonly file?: string;
  /** In the line that was changed. */
  readonly line?: RegExp;
  readonly from?: RegExp;
  readonly to?: RegExp;
}

const pardons: readonly Pardon[] = [
  {
    why: "A sentence for people, of four words or more: tests hold the names and values in it, not each word.",
    mutator: "StringLiteral",
    from: /^["'`]\S+ \S+ \S+ \S/,
  },
  ...streamPardons,
  ...wirePardons,
  ...jsonPardons,
  ...structuredPardons,
  ...templatePardons,
];

/** The first that fits. */
export function pardonOf(survivor: Survivor): Pardon | undefined {
  return pardons.find(
    ({ mutator = survivor.mutator, file = "", line = /^/, from = /^/, to = /^/ }) =>
      mutator === survivor.mutator &&
      survivor.file.endsWith(file) &&
      line.test(survivor.line) &&
      from.test(survivor.from) &&
      to.test(survivor.to),
  );
}

/** Those which no survivor of these areas needs any more. */
export function unusedPardons(used: ReadonlySet<Pardon>, areas: readonly string[]): readonly Pardon[] {
  return pardons.filter((pardon) => !used.has(pardon) && areas.some((area) => pardon.file?.startsWith(`${area}/`)));
}
