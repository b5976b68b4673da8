import { parseSpecName, parseSpecOptions } from "./parse-spec.js";
import type { Placeholder, Position, Segment } from "./parsed-template.js";
import { SegmentList } from "./segment-list.js";
import { PositionFinder, syntaxError } from "./syntax-error.js";

// The grammar of `template-types.ts`, which the table of cases holds against this one. A body holds neither braces nor
// line ends, so each stretch of text is tried once and the scan is linear. The spec is wider than the names that exist, so
// that `{price:.2f}` and `{color:red}` are reported and not sent.
const identifier = String.raw`[$_\p{ID_Start}][$\u200c\u200d\p{ID_Continue}]*`;
const body = new RegExp(
  String.raw`(?<path>${identifier}(?:\.${identifier})*)?(?::(?<spec>[\p{ID_Continue}.\-]+)(?:\((?<options>[^(){}\r\n]*)\))?)?(?=\})`,
  "uy",
);

/**
 * Splits a template into text and placeholders. A placeholder is a run of `{`, a body and a run of `}`; n is the smaller of
 * the two runs. n odd: the value between ⌊n/2⌋ literal braces on each side. n even: the body as text between n/2 braces.
 * Braces left over, and all others, are text.
 */
export function scanPlaceholders(source: string): readonly Segment[] {
  const list = new SegmentList();
  const positions = new PositionFinder(source);
  let pending = 0;
  let open = source.indexOf("{");
  while (open !== -1) {
    const start = endOfRun(source, open, "{");
    body.lastIndex = start;
    const match = body.exec(source);
    if (match === null || match[0] === "") {
      open = source.indexOf("{", start);
      continue;
    }
    const end = start + match[0].length;
    const close = endOfRun(source, end, "}");
    const opened = start - open;
    const closed = close - end;
    const depth = Math.min(opened, closed);
    const half = Math.floor(depth / 2);
    list.literal(source.slice(pending, open), source.slice(pending, open));
    if (depth % 2 === 0) {
      list.literal(source.slice(open, close), "{".repeat(opened - half) + match[0] + "}".repeat(closed - half));
    } else {
      list.literal("{".repeat(opened - 1), "{".repeat(opened - depth + half));
      list.placeholder(toPlaceholder(match, positions.at(start - 1)));
      list.literal("}".repeat(closed - 1), "}".repeat(closed - depth + half));
    }
    pending = close;
    open = source.indexOf("{", close);
  }
  list.literal(source.slice(pending), source.slice(pending));
  return list.segments;
}

function endOfRun(source: string, from: number, brace: string): number {
  let at = from;
  while (source[at] === brace) at++;
  return at;
}

function toPlaceholder(match: RegExpExecArray, position: Position): Placeholder {
  const { path, spec: name, options } = match.groups ?? {};
  const raw = `{${match[0]}}`;
  const fail = (problem: string) => syntaxError(`${problem} Or write {${raw}} for literal text`, position);
  const spec = name === undefined ? null : parseSpecName(name, raw, fail);
  if (path === undefined && spec !== "cache_control") throw fail(`${raw} names no field: write {field${match[0]}}.`);
  return {
    kind: "placeholder",
    raw,
    path: path?.split(".") ?? [],
    spec,
    options: spec === null || options === undefined ? {} : parseSpecOptions(spec, options, raw, fail),
    ...position,
  };
}
