import fc from "fast-check";

/**
 * A key of one backslash. After V8 has read one (13.6 and 14.6; nodejs/node#63785), its JSON.parse gives that name to other keys that
 * begin with an escape, and can be compared with nothing.
 */
const backslashKey = /"(?:\\\\|\\u005c)"\s*:/i;

const gap = fc.string({ unit: fc.constantFrom(" ", "\n", "\r", "\t"), maxLength: 2 });

const character = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom("a", "b", "0", " ", "{", "}", "[", "]", ",", ":", "/", "é", "😀", "\u2028", "\x7f"),
  },
  { weight: 2, arbitrary: fc.constantFrom('\\"', "\\\\", "\\/", "\\b", "\\f", "\\n", "\\r", "\\t") },
  { weight: 2, arbitrary: fc.constantFrom("\ud83d", "\ude00", "\\ud83d", "\\ude00", "\\uD83D\\uDE00") },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 0, max: 0xffff }).map((code) => `\\u${code.toString(16).padStart(4, "0")}`),
  },
);
const string = fc.array(character, { maxLength: 12 }).map((characters) => `"${characters.join("")}"`);

const number = fc.oneof(
  fc.constantFrom("0", "-0", "-0.0", "1e400", "-1E+400", "1e-400", "9007199254740993", "0.1e1", "12.50"),
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
  fc.tuple(fc.bigInt({ min: 0n }), fc.nat(), fc.constantFrom("e", "E", "e+", "E-"), fc.nat(99)).map((parts) => {
    const [whole, fraction, e, exponent] = parts;
    return `${whole}.${fraction}${e}${exponent}`;
  }),
);

const word = fc.constantFrom("true", "false", "null");

/** Keys that are met twice, that an object has already, or that go first. */
const trickyKey = fc.constantFrom(
  '"a"',
  '"\\u0061"',
  '""',
  '"__proto__"',
  '"constructor"',
  '"length"',
  '"1"',
  '"0"',
  '"a.b"',
);

function texts(uniqueKeys: boolean): fc.Arbitrary<string> {
  const { value } = fc.letrec<{ value: string; array: string; object: string }>((tie) => ({
    value: fc.oneof({ maxDepth: 4, withCrossShrink: true }, word, number, string, tie("array"), tie("object")),
    array: fc.tuple(gap, fc.array(around(tie("value")), { maxLength: 4 })).map(([space, elements]) => {
      return elements.length === 0 ? `[${space}]` : `[${elements.join(",")}]`;
    }),
    object: fc.tuple(gap, members(tie("value"), uniqueKeys)).map(([space, members]) => {
      return members.length === 0 ? `{${space}}` : `{${members.map((member) => member.join(":")).join(",")}}`;
    }),
  }));
  return around(value).filter((text) => !backslashKey.test(text));
}

function members(value: fc.Arbitrary<string>, uniqueKeys: boolean): fc.Arbitrary<[key: string, value: string][]> {
  const key = fc.oneof({ weight: 3, arbitrary: trickyKey }, { weight: 1, arbitrary: string });
  const member = fc.tuple(around(key), around(value));
  if (!uniqueKeys) return fc.array(member, { maxLength: 4 });
  return fc.uniqueArray(member, { maxLength: 4, selector: ([key]) => String(JSON.parse(key)) });
}

function around(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(gap, text, gap).map((parts) => parts.join(""));
}

/** Texts that JSON.parse accepts, in every notation of a value. */
export const jsonText = texts(false);

/** The same, without an object that has a key twice. */
export const jsonTextWithUniqueKeys = texts(true);

/** Texts that are nearly JSON: one or two places of a good one are changed. Some are still good. */
export const damagedText = fc
  .tuple(
    jsonText,
    fc.array(
      fc.tuple(
        fc.nat(),
        fc.nat(2),
        fc.constantFrom("", ",", ":", '"', "\\", "}", "]", "{", "[", "1", "-", ".", "e", "t", "\n", "😀"),
      ),
      { minLength: 1, maxLength: 2 },
    ),
  )
  .map(([text, changes]) => {
    return changes.reduce((now, [place, removed, added]) => {
      const at = place % (now.length + 1);
      return now.slice(0, at) + added + now.slice(at + removed);
    }, text);
  })
  .filter((text) => !backslashKey.test(text));

/** Places to cut a text at. */
export const places = fc.array(fc.nat(), { maxLength: 12 });

/** The text in pieces, some of which may be empty. */
export function cutAt(text: string, cuts: readonly number[]): string[] {
  const ends = [...cuts.map((cut) => cut % (text.length + 1)).toSorted((a, b) => a - b), text.length];
  return ends.map((end, i) => text.slice(ends[i - 1] ?? 0, end));
}

/** A text for a value that tells apart what JSON.stringify does not: `-0`, infinities, lone surrogates. */
export function print(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(print).join()}]`;
  if (typeof value === "object" && value !== null) {
    return `{${Object.entries(value)
      .map(([key, part]) => `${JSON.stringify(key)}:${print(part)}`)
      .join()}}`;
  }
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
