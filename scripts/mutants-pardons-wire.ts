import type { Pardon } from "./mutants-survivors.js";

/** Of core/src/stream, too: what the bytes of a body become. */
export const wirePardons: readonly Pardon[] = [
  {
    why: "The short way that nearly every read takes: the long one, which splits at bare lines, comes to the same.",
    file: "stream/bare-text.ts",
    line: /^if \(this\.#line === null && !\(this\.#atLineStart/,
  },
  {
    why: "For the compiler: of undefined and of the empty text the two checks that follow say the same.",
    file: "stream/bare-text.ts",
    line: /if \(!start\) return null/,
    to: /^false$/,
  },
  {
    why: "A body whose beginning was judged is judged again, to the same end: what it was judged by does not change.",
    file: "stream/bare-text.ts",
    line: /else this\.#headIsPlain = true|!this\.#headIsPlain && \(head/,
    to: /^false$|^!this\.#headIsPlain \|\|/,
  },
  {
    why: "A line that begins with a brace and is JSON is an object; what has no `error` has none that is true, and what throws here is no error object either.",
    file: "stream/bare-text.ts",
    line: /typeof value === "object" && value !== null && "error" in value|^\} catch \{$|line !== null && isErrorObject/,
  },
  {
    why: "A body that ends with a whole field name begins with the name, too.",
    mutator: "Regex",
    file: "stream/bare-text.ts",
    line: /eventStreamStart/,
    to: /\[:\\r\\n\]\)\)/,
  },
  {
    why: "What throws there is caught in the next line, and told to nobody.",
    mutator: "OptionalChaining",
    file: "stream/byte-reader.ts",
    line: /iterator\.return\?\.\(\)/,
  },
  {
    why: "Each read sets it before an event can come.",
    mutator: "ArrayDeclaration",
    file: "stream/sse-source.ts",
    line: /^#frames: Frame\[\] = \[\];$/,
  },
  {
    why: "What the parser makes of text behind a fault is dropped event by event.",
    file: "stream/sse-source.ts",
    line: /if \(!this\.#failed\) this\.#parser\.feed/,
    to: /^true$/,
  },
  {
    why: "A body that is over is cancelled in vain.",
    file: "stream/sse-source.ts",
    line: /if \(!done\) reader\.cancel\(\);/,
    to: /^true$/,
  },
  {
    why: "There are pieces where somebody asked for them, and then this makes something of them.",
    mutator: "OptionalChaining",
    file: "stream/tool-handout.ts",
    line: /this\.#createPartial\?\.\(piece\)/,
  },
  {
    why: "To settle again settles nothing: the id is there.",
    file: "stream/tool-slot.ts",
    line: /^if \(this\.settled\) return;$/,
    to: /^false$/,
  },
  {
    why: "Behind the last character there is none that means anything.",
    mutator: "EqualityOperator",
    file: "stream/tool-slot.ts",
    line: /i < fragment\.length/,
  },
  {
    why: "A whole number is a number: the check before is for the compiler.",
    file: "stream/tool-slots.ts",
    line: /Number\.isInteger\(delta\.index\)/,
    from: /^typeof delta\.index === "number"$/,
    to: /^true$/,
  },
  {
    why: "No index and no id are looked up as such, and neither was ever put in.",
    file: "stream/tool-slots.ts",
    line: /(?:index|id) === null \? undefined/,
    to: /^false$/,
  },
  {
    why: "What is put in under no index is never looked up.",
    file: "stream/tool-slots.ts",
    line: /if \(index !== null && \(!found/,
    from: /^index !== null$/,
    to: /^true$/,
  },
  {
    why: "A text of as many characters as levels are allowed is not nested deeper: what is saved is the look at it, or at nothing behind its end.",
    file: "stream/json-depth.ts",
    line: /text\.length <= depth\) return|i < text\.length/,
  },
  {
    why: "What throws there is caught in the next line, and told to nobody.",
    mutator: "OptionalChaining",
    file: "stream/iterable-source.ts",
    line: /iterator\.return\?\.\(\)/,
  },
  {
    why: "A chunk is never null: the check is for the compiler.",
    file: "stream/sse-stream.ts",
    line: /typeof chunk === "object" && chunk !== null/,
    from: /^chunk !== null$/,
  },
  {
    why: "When the text is made flat, and that it is: memory and time, which the bench measures. The text is the same.",
    file: "stream/text-accumulator.ts",
    line: /flattenAt\) return|\/\(\?:\)\/\.test/,
  },
];
