import { TextAccumulator } from "@zoetrope/core";

/** A name in an object, or an index of a list. */
export type Step = string | number;

export interface ArgumentValue {
  readonly value: unknown;
  /** More of this text will come. */
  readonly goesOn?: boolean;
}

/** A container. A map, because its keys come from the wire; of a list, too, because nobody says that its indexes are near each other. */
type Container = Map<Step, Container | Leaf>;

/** A value, or a text that grows. */
class Leaf {
  constructor(readonly value: unknown) {}
}

/** Values by their paths, put together. */
export class ArgumentsTree {
  readonly #root: Container = new Map();

  has(path: readonly Step[]): boolean {
    let node: Container | Leaf | undefined = this.#root;
    for (const step of path) node = node instanceof Map ? node.get(step) : undefined;
    return node !== undefined;
  }

  /** `goesOn`: the text is appended to the one that stands there. */
  set(path: readonly Step[], { value }: ArgumentValue, goesOn: boolean): void {
    let holder = this.#root;
    for (const step of path.slice(0, -1)) {
      const found = holder.get(step);
      const inner = found instanceof Map ? found : new Map<Step, Container | Leaf>();
      if (inner !== found) holder.set(step, inner);
      holder = inner;
    }
    const last = path.at(-1);
    if (last === undefined) return;
    const there = holder.get(last);
    if (goesOn && there instanceof Leaf && there.value instanceof TextAccumulator) there.value.add(String(value));
    else holder.set(last, new Leaf(typeof value === "string" ? textOf(value) : value));
  }

  toJSON(): unknown {
    return plain(this.#root, true);
  }
}

function textOf(value: string): TextAccumulator {
  const text = new TextAccumulator();
  text.add(value);
  return text;
}

function plain(node: Container | Leaf, isRoot = false): unknown {
  if (node instanceof Leaf) return node.value instanceof TextAccumulator ? node.value.toString() : node.value;
  const entries = [...node].map(([step, inner]): [Step, unknown] => [step, plain(inner)]);
  if (isRoot || entries.some(([step]) => typeof step === "string")) return Object.fromEntries(entries);
  // Indexes that were left out are not filled in: a list of a billion holes is one number on the wire.
  return entries.toSorted(([a], [b]) => Number(a) - Number(b)).map(([, value]) => value);
}
