/** What the next character of a JSON text belongs to, and what is said to have been expected when it cannot. */
export const expectations = {
  value: "a value",
  firstElement: "a value or a closing bracket",
  firstKey: "a key in double quotes or a closing brace",
  key: "a key in double quotes",
  colon: "a colon",
  separator: "a comma or the closing bracket",
  name: "the rest of a key",
  string: "the rest of a string",
  number: "the rest of a number",
  word: "true, false or null",
  done: "nothing more",
} as const;

export type JsonState = keyof typeof expectations;

/** States of the container itself: none of its parts is being read. */
export const betweenParts: ReadonlySet<JsonState> = new Set<JsonState>(["firstKey", "key", "name", "separator"]);
