/** The names that a tool's own fields cannot have. */
export type ReservedName = "call" | "toolCall" | "constructor" | "__proto__";

const reserved: readonly string[] = ["call", "toolCall", "constructor", "__proto__"] satisfies ReservedName[];

/** What is wrong with these names of fields; undefined where nothing is. */
export function reservedNameProblem(names: readonly string[]): string | undefined {
  const taken = names.find((name) => reserved.includes(name));
  return taken === undefined ? undefined : `'${taken}' is a member of every tool: choose another field name.`;
}

/** For the compiler; names that it does not know are checked at run time only. */
export type NameClash<Names extends PropertyKey> = string extends Names
  ? unknown
  : Names & ReservedName extends never
    ? unknown
    : { readonly [K in Names & ReservedName]: `'${K}' is a member of every tool: choose another field name` };
