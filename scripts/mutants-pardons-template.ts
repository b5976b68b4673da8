import type { Pardon } from "./mutants-survivors.js";

export const templatePardons: readonly Pardon[] = [
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
    why: "Lines that are blank share nothing with any text.",
    mutator: "StringLiteral",
    file: "template/dedent.ts",
    line: /common \?\? ""/,
  },
  {
    why: "A placeholder stands for a line without indentation, whatever text it has.",
    mutator: "StringLiteral",
    file: "template/dedent.ts",
    line: /segment\.text\.split\("\\n"\) : \[""\]/,
  },
  {
    why: "The line of a last placeholder was counted by the text before it; where there is none, nothing is shared either way.",
    file: "template/dedent.ts",
    line: /const goesOn/,
    from: /placeholder"$/,
  },
  {
    why: "null is left out before: what comes here has a type to ask for, if only undefined.",
    file: "template/format-specs.ts",
    line: /return typeof value === "object" && value !== null && "type" in value|value === null \? "null"/,
  },
  {
    why: "Both groups of the pattern are there, or neither.",
    file: "template/parse-spec.ts",
    line: /name === undefined \|\| value === undefined/,
  },
  {
    why: "For noUncheckedIndexedAccess: what is split has at least one piece, and raw and text of a literal have as many lines.",
    mutator: "StringLiteral",
    line: /lines\.at\(-1\) \?\? ""|texts\[index\] \?\? ""|split\("\\n", 1\)\[0\] \?\? ""/,
    from: /^""$/,
  },
  {
    why: "No opener is known under undefined.",
    file: "template/parse-template.ts",
    line: /word === undefined/,
    from: /^word === undefined$/,
    to: /^false$/,
  },
  {
    why: "Behind a role nobody is told in which column the text begins.",
    mutator: "ArithmeticOperator",
    file: "template/parse-template.ts",
    line: /column: cut \+ end \+ 1 \}/,
  },
  {
    why: "The shortest way for what most values are; the longer one says the same of a text.",
    file: "template/render-template.ts",
    line: /typeof value === "string" && placeholder\.spec === null/,
    to: /^false$|^""$/,
  },
  {
    why: "A message that is not the last ends with a line break of the template, where the next role begins.",
    mutator: "StringLiteral",
    file: "template/render-text.ts",
    line: /one\.section\.closing \|\| "\\n"/,
  },
  {
    why: "A section that is no history has one message at most: there is nothing to join.",
    mutator: "StringLiteral",
    file: "template/render-text.ts",
    line: /section\.opening \+ messages\.map/,
  },
  {
    why: "String() of a text is the text.",
    mutator: "StringLiteral",
    file: "template/render-value.ts",
    line: /^case "string":$/,
  },
  {
    why: "There are no options without a spec: the check is for the compiler.",
    file: "template/scan-placeholders.ts",
    line: /spec === null \|\| options === undefined/,
    from: /^spec === null$/,
  },
  {
    why: "What stands before the first role is one stretch of text: there is nothing to join.",
    mutator: "StringLiteral",
    file: "template/section-draft.ts",
    line: /return this\.head \+ /,
  },
  {
    why: "The one getter of Object's own prototype is `__proto__`, which is unreachable by its name.",
    file: "template/read-fields.ts",
    line: /^while \(prototype !== null && prototype !== Object\.prototype\)/,
    from: /^prototype !== Object\.prototype$/,
    to: /^true$/,
  },
];
