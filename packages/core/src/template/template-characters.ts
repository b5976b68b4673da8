// The characters of the brace grammar as types. `scan-placeholders.ts` asks Unicode what an identifier is; the compiler
// cannot, so these lists name what is none: all of ASCII's, and what is common in prose. A body with a rarer sign
// (`{½}`) is text when the template is rendered and a field to the compiler, which then reports it.

// Written out, since a type that takes a string apart costs every user 800 instantiations.
type Space = " " | "\n" | "\r" | "\t" | "\u00a0" | "\u3000";
// prettier-ignore
type AsciiSign =
  | "!" | '"' | "#" | "%" | "&" | "'" | "(" | ")" | "*" | "+" | "," | "/" | ";" | "<" | "=" | ">" | "?" | "@" | "[" | "\\"
  | "]" | "^" | "`" | "{" | "|" | "}" | "~";
// prettier-ignore
type ProseSign =
  | "“" | "”" | "‘" | "’" | "«" | "»" | "…" | "–" | "—" | "•" | "→" | "×" | "°" | "€" | "£" | "§" | "、" | "。" | "「" | "」"
  | "（" | "）" | "，" | "：" | "；" | "！" | "？";
type Digit = "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9";
type Sign = Space | AsciiSign | ProseSign;

/** Not a path: identifiers joined by single dots. */
export type NotInPath =
  | `${string}${Sign | "-" | ":" | ".."}${string}`
  | `.${string}`
  | `${string}.`
  | `${Digit}${string}`
  | `${string}.${Digit}${string}`;

/** Not the name of a spec. It may hold `.` and `-`, so that `{price:.2f}` is reported as a spec that does not exist. */
export type NotInSpec = `${string}${Sign | "$" | ":"}${string}`;

/** Not what stands in the parentheses of a spec. */
export type NotInOptions = `${string}${"(" | ")" | "{" | "\n" | "\r"}${string}`;

// Up to fifteen spaces or four tabs, each a type of its own: a loop that trims would end at a thousand blanks with an error.
type Indentation =
  | `${"" | "    " | "        " | "            "}${"" | " " | "  " | "   "}`
  | "\t"
  | "\t\t"
  | "\t\t\t"
  | "\t\t\t\t";

/** Text that ends with `MESSAGES:` at the start of a line. */
export type SpliceHead = `${string}\n${Indentation}MESSAGES:${"" | " " | "  " | "\t"}`;

type Braces4 = `${string}{${string}{${string}{${string}{`;
type Braces16 = `${Braces4}${Braces4}${Braces4}${Braces4}`;
type Braces64 = `${Braces16}${Braces16}${Braces16}${Braces16}`;
type Braces256 = `${Braces64}${Braces64}${Braces64}${Braces64}`;

/** 832 braces or more. */
export type ManyBraces = `${Braces256}${Braces256}${Braces256}${Braces64}${string}`;
