/** A change of the code that no test noticed. */
export interface Survivor {
  readonly file: string;
  /** File and line. */
  readonly place: string;
  readonly mutator: string;
  /** The line, before. */
  readonly line: string;
  /** What was put in the place of a part of it. */
  readonly to: string;
}

/** Changes of the code that no test needs to notice. All fields that are given must fit. */
interface Pardon {
  readonly why: string;
  /** Stryker's name of the kind of change. */
  readonly mutator?: string;
  /** The end of the file's path. */
  readonly file?: string;
  /** In the line that was changed. */
  readonly line?: RegExp;
  /** In what was put there. */
  readonly to?: RegExp;
}

const pardons: readonly Pardon[] = [
  {
    why: "The words of a message for people: tests hold the names and values in it, not each word.",
    mutator: "StringLiteral",
    line: /Error\(|message|fail\(|throw |\? "|: "|`/,
  },
  {
    why: "The check narrows an unknown value for TypeScript; what passes it wrongly fails the next check, or is read as undefined.",
    mutator: "ConditionalExpression",
    line: /typeof \w+ (?:===|!==) "object"|=== null|!== null|=== undefined|!== undefined/,
    to: /^(?:true|false)$/,
  },
  {
    why: "`?.` and `??` for what noUncheckedIndexedAccess cannot know to be there: the code around has looked.",
    mutator: "OptionalChaining",
  },
  {
    why: "The default of a destructuring that noUncheckedIndexedAccess wants: a path has at least one name.",
    file: "template/read-fields.ts",
    line: /first = ""/,
  },
  {
    why: "Takes a step more or less to the same result: a shortcut, whose absence costs time alone.",
    file: "template/nearest-name.ts",
    line: /> limit|Math\.max/,
  },
  {
    why: "Of two equal texts one character more is counted, which slice() does not notice.",
    file: "template/dedent.ts",
    line: /a\[length\] === b\[length\]/,
  },
  {
    why: "Sources without an entry are looked up and not found, which is the same as none.",
    mutator: "ArrayDeclaration",
    line: /sources|Source|lines\.get/,
  },
  {
    why: "The key is private to the package: any name that is unique does.",
    file: "template/template-metadata.ts",
  },
  {
    why: "Trimming where only emptiness is asked: what is left either way is blank or not.",
    mutator: "MethodExpression",
    file: "template/section-draft.ts",
    line: /trim\(\) !== ""/,
  },
  {
    why: "A newline is no placeholder's offset, so that `<` and `<=` never differ.",
    file: "template/syntax-error.ts",
    line: /< offset/,
  },
  {
    why: "What is blank has no position that anybody is told.",
    mutator: "ObjectLiteral",
    file: "template/parse-template.ts",
    line: /literal\("\\n"/,
  },
  {
    why: "A segment without text changes neither the message nor what is printed.",
    file: "template/segment-list.ts",
    line: /raw === ""/,
  },
];

export function isPardoned(survivor: Survivor): boolean {
  return pardons.some(
    ({ mutator = survivor.mutator, file = "", line = /^/, to = /^/ }) =>
      mutator === survivor.mutator && survivor.file.endsWith(file) && line.test(survivor.line) && to.test(survivor.to),
  );
}
