type Stage = "start" | "minus" | "zero" | "integer" | "point" | "fraction" | "e" | "sign" | "exponent";
type Sort = "0" | "1-9" | "-" | "+" | "." | "e";

const exponent = { "0": "exponent", "1-9": "exponent" } as const;
const fraction = { "0": "fraction", "1-9": "fraction" } as const;

/** The grammar of RFC 8259, section 6. What is absent ends the number, or is a fault in it. */
const next: Readonly<Record<Stage, Readonly<Partial<Record<Sort, Stage>>>>> = {
  start: { "-": "minus", "0": "zero", "1-9": "integer" },
  minus: { "0": "zero", "1-9": "integer" },
  zero: { ".": "point", e: "e" },
  integer: { "0": "integer", "1-9": "integer", ".": "point", e: "e" },
  point: fraction,
  fraction: { ...fraction, e: "e" },
  e: { ...exponent, "-": "sign", "+": "sign" },
  sign: exponent,
  exponent,
};

const whole: ReadonlySet<Stage> = new Set(["zero", "integer", "fraction", "exponent"]);

/** Reads JSON numbers, one after the other, cut anywhere. */
export class NumberReader {
  #stage: Stage = "start";
  #text = "";

  /** Begins the number that has this first character; false when none has. */
  start(char: string): boolean {
    this.#stage = "start";
    this.#text = "";
    const sort = sortOf(char);
    return sort !== null && next.start[sort] !== undefined;
  }

  /** Reads on, and returns the offset of the first character that does not belong to the number, or the chunk's length. */
  read(chunk: string, from: number): number {
    let at = from;
    for (; at < chunk.length; at++) {
      const sort = sortOf(chunk.charAt(at));
      const stage = sort && next[this.#stage][sort];
      if (!stage) break;
      this.#stage = stage;
    }
    this.#text += chunk.slice(from, at);
    return at;
  }

  /** Whether what was read is a number, were it to end here. */
  get isWhole(): boolean {
    return whole.has(this.#stage);
  }

  /** As JSON.parse reads it: `-0` stays negative, and `1e400` is Infinity. */
  get value(): number {
    return Number(this.#text);
  }
}

function sortOf(char: string): Sort | null {
  if (char >= "1" && char <= "9") return "1-9";
  switch (char) {
    case "E":
      return "e";
    case "0":
    case "-":
    case "+":
    case ".":
    case "e":
      return char;
    default:
      return null;
  }
}
