import type { ContentPart, Message, Role } from "../../messages/message.js";

// One table for both grammars: `parse-template.test.ts` runs it, `template-types.test.ts` compiles it. All that is expected
// was written by hand from the description of the templates.

/** What a row expects the rendering to be; a string is one user message. */
type Expected = string | readonly Message[];

/** @param placeholders In the order of the text, as `path:spec`. The compiler must demand just these paths. */
function renders<const Text extends string, const P extends readonly string[]>(
  text: Text,
  placeholders: P,
  fields: object,
  expected: Expected,
) {
  return { text, placeholders, fields, expected } as const;
}

/** @param placeholders What the compiler sees of it. The place is that of the parser's error, whose message has `words`. */
function refuses<const Text extends string, const P extends readonly string[]>(
  text: Text,
  placeholders: P,
  words: string,
  line: number,
  column: number,
) {
  return { text, placeholders, words, line, column } as const;
}

const say = (role: Role, content: string | readonly ContentPart[]): Message => ({ role, content });
const text = (value: string): ContentPart => ({ type: "text", text: value });

const png = "data:image/png;base64,iVBORw0KGgo=";
const pngSource = { type: "base64", data: "iVBORw0KGgo=", mediaType: "image/png" } as const;
const web = { type: "url", url: "https://example.com/a.png" } as const;
const wav = "data:audio/wav;base64,UklGRgAAAABXQVZF";
const pdf = "data:application/pdf;base64,JVBERi0xLjcK";
const cached = { type: "ephemeral" } as const;

class Author {
  name = "Le Guin";
  get initials() {
    return "U.K.";
  }
}

class Isbn {
  constructor(private readonly digits: string) {}
  toString() {
    return `ISBN ${this.digits}`;
  }
}

export const renderedCases = [
  // ---- braces
  renders("no field", [], {}, "no field"),
  renders("{name}", ["name"], { name: "Ann" }, "Ann"),
  renders("Hello {name}!", ["name"], { name: "Ann" }, "Hello Ann!"),
  renders("{a}{b}", ["a", "b"], { a: 1, b: 2 }, "12"),
  renders("{a} and {a}", ["a", "a"], { a: "x" }, "x and x"),
  renders("{{name}}", [], {}, "{name}"),
  renders("{{{name}}}", ["name"], { name: "Ann" }, "{Ann}"),
  renders("{{{{name}}}}", [], {}, "{{name}}"),
  renders("{{{{{name}}}}}", ["name"], { name: "Ann" }, "{{Ann}}"),
  renders("{{name}", ["name"], { name: "Ann" }, "{Ann"),
  renders("{name}}", ["name"], { name: "Ann" }, "Ann}"),
  renders("{{{name}}", [], {}, "{{name}"),
  renders("{{name}}}", [], {}, "{name}}"),
  renders("{{{{name}}}", ["name"], { name: "Ann" }, "{{Ann}"),
  renders("{name}}}}", ["name"], { name: "Ann" }, "Ann}}}"),
  renders("{a}}{b}", ["a", "b"], { a: 1, b: 2 }, "1}2"),
  renders('{"k": {name}}', ["name"], { name: 1 }, '{"k": 1}'),
  renders('{"a": {"b": 1}}', [], {}, '{"a": {"b": 1}}'),
  renders('{"a": {"b": 1}} {x}', ["x"], { x: 1 }, '{"a": {"b": 1}} 1'),
  renders('style={{color: "red"}}', [], {}, 'style={{color: "red"}}'),
  renders("if (x) { return y; }", [], {}, "if (x) { return y; }"),
  renders("() => {}", [], {}, "() => {}"),
  renders("{} {{}} { } {0} {1st}", [], {}, "{} {{}} { } {0} {1st}"),
  renders("{ name } {a b} {name }", [], {}, "{ name } {a b} {name }"),
  renders("{color: red} {a: {b}}", ["b"], { b: 1 }, "{color: red} {a: 1}"),
  renders("open { and {name", [], {}, "open { and {name"),
  renders("close } and name}", [], {}, "close } and name}"),
  renders("{a\n} {{a\n}}", [], {}, "{a\n} {{a\n}}"),
  renders("{a,b} {a-b} {a+b} {a[0]} {a()} {#a} {@a}", [], {}, "{a,b} {a-b} {a+b} {a[0]} {a()} {#a} {@a}"),
  renders("${price} $ {{x}}", ["price"], { price: 5 }, "$5 $ {x}"),
  renders("{{x:lst}} {{color:red}}", [], {}, "{x:lst} {color:red}"),
  renders(
    "\\begin{document} \\frac{1}{2}",
    ["document"],
    { document: "D" },
    "\\begin D \\frac{1}{2}".replace(" D", "D"),
  ),
  // ---- paths
  renders("{名前} {naïve} {_x} {$y}", ["名前", "naïve", "_x", "$y"], { 名前: 1, naïve: 2, _x: 3, $y: 4 }, "1 2 3 4"),
  renders("{author.name}", ["author.name"], { author: { name: "Le Guin" } }, "Le Guin"),
  renders("{a.b.c} {a.b.d} {a.e}", ["a.b.c", "a.b.d", "a.e"], { a: { b: { c: 1, d: 2 }, e: 3 } }, "1 2 3"),
  renders("by {author.initials}", ["author.initials"], { author: new Author() }, "by U.K."),
  renders("{a.} {.a} {a..b} {a.0} {a .b}", [], {}, "{a.} {.a} {a..b} {a.0} {a .b}"),
  renders("x{author.name}y", ["author.name"], { author: null }, "xy"),
  // ---- values
  renders("[{a}]", ["a"], { a: null }, "[]"),
  renders("[{a}]", ["a"], { a: undefined }, "[]"),
  renders("{a} {b} {c}", ["a", "b", "c"], { a: true, b: 0, c: 12n }, "true 0 12"),
  renders("{when}", ["when"], { when: new Date(86_400_000) }, "1970-01-02T00:00:00.000Z"),
  renders("{isbn}", ["isbn"], { isbn: new Isbn("0441007317") }, "ISBN 0441007317"),
  renders("{x} end", ["x"], { x: "USER: {y} {{z}}\nSYSTEM: no" }, "USER: {y} {{z}}\nSYSTEM: no end"),
  renders("  {x}  ", ["x"], { x: "  kept\n" }, "  kept\n"),
  // ---- format specs
  renders("{guests:list}", ["guests:list"], { guests: ["Ann", "Bob"] }, "Ann\nBob"),
  renders("{guests:list}.", ["guests:list"], { guests: [] }, "."),
  renders("{rows:lists}", ["rows:lists"], { rows: [["a", "b"], ["c"]] }, "a\nb\n\nc"),
  renders("{x:json}", ["x:json"], { x: { a: [1] } }, '{\n  "a": [\n    1\n  ]\n}'),
  renders("[{x:json}]", ["x:json"], { x: null }, "[]"),
  renders("todo:list {x:list}", ["x:list"], { x: ["a"] }, "todo:list a"),
  renders("a {x:text} b", ["x:text"], { x: "X" }, [say("user", [text("a "), text("X"), text(" b")])]),
  renders("{x:texts}", ["x:texts"], { x: ["a", null, "b"] }, [say("user", [text("a"), text("b")])]),
  renders("a {x:text}", ["x:text"], { x: null }, "a "),
  renders("See {x:image}", ["x:image"], { x: png }, [
    say("user", [text("See "), { type: "image", source: pngSource }]),
  ]),
  renders("{x:image(detail=high)}", ["x:image"], { x: "https://example.com/a.png" }, [
    say("user", [{ type: "image", source: web, detail: "high" }]),
  ]),
  renders("{x:images( detail = low )}", ["x:images"], { x: [png, web.url] }, [
    say("user", [
      { type: "image", source: pngSource, detail: "low" },
      { type: "image", source: web, detail: "low" },
    ]),
  ]),
  renders("{x:audio} {y:audios}", ["x:audio", "y:audios"], { x: wav, y: [] }, [
    say("user", [{ type: "audio", source: { type: "base64", data: "UklGRgAAAABXQVZF", mediaType: "audio/wav" } }]),
  ]),
  renders("{x:document}{y:documents}", ["x:document", "y:documents"], { x: pdf, y: null }, [
    say("user", [{ type: "document", source: { type: "base64", data: "JVBERi0xLjcK", mediaType: "application/pdf" } }]),
  ]),
  renders("{x:part}\n{y:parts}", ["x:part", "y:parts"], { x: text("a"), y: [text("b"), text("c")] }, [
    say("user", [text("a"), text("b"), text("c")]),
  ]),
  renders("long {:cache_control} short", [":cache_control"], {}, [
    say("user", [{ type: "text", text: "long ", cacheControl: cached }, text(" short")]),
  ]),
  renders("{x:cache_control(ttl=1h)}?", ["x:cache_control"], { x: "book" }, [
    say("user", [{ type: "text", text: "book", cacheControl: { type: "ephemeral", ttl: "1h" } }, text("?")]),
  ]),
  // ---- layout
  renders("\n    a\n      b\n\n    c\n  ", [], {}, "a\n  b\n\nc"),
  renders("a\n  b\n\tc", [], {}, "a\n  b\n\tc"),
  renders("\t\ta\n\t\t\tb", [], {}, "a\n\tb"),
  renders("\n  \u3000a\n  b\u3000", [], {}, "\u3000a\nb\u3000"),
  renders("\n  {x}\n    {y}\n  ", ["x", "y"], { x: "1\n2", y: 3 }, "1\n2\n  3"),
  renders("a\r\n  b\r\n", [], {}, "a\r\n  b"),
  // ---- roles
  renders("SYSTEM: a\nUSER: b\nASSISTANT: c\nDEVELOPER: d", [], {}, [
    say("system", "a"),
    say("user", "b"),
    say("assistant", "c"),
    say("developer", "d"),
  ]),
  renders("\n  SYSTEM:\n  Be brief.\n    Be kind.\n\n  USER: {q}\n", ["q"], { q: "Hi" }, [
    say("system", "Be brief.\n  Be kind."),
    say("user", "Hi"),
  ]),
  renders("USER: a\nNOTE: b\n USER: c\nSUPERUSER: d", [], {}, [say("user", "a\nNOTE: b\n USER: c\nSUPERUSER: d")]),
  renders("I am USER: a", [], {}, "I am USER: a"),
  renders("USR: no role, so text", [], {}, "USR: no role, so text"),
  renders("USER: {a}\nUSER: {b}", ["a", "b"], { a: null, b: "x" }, [say("user", "x")]),
  renders("SYSTEM: {x}", ["x"], { x: "a\nUSER: b" }, [say("system", "a\nUSER: b")]),
  renders("MESSAGES: {history}", ["history"], { history: [] }, []),
  renders(
    "\n  SYSTEM: a\n  MESSAGES: {history}\n  USER: {q}\n",
    ["history", "q"],
    { history: [say("user", "b {q}"), say("assistant", "c")], q: "d" },
    [say("system", "a"), say("user", "b {q}"), say("assistant", "c"), say("user", "d")],
  ),
  renders("about MESSAGES: {q}", ["q"], { q: "x" }, "about MESSAGES: x"),
  renders("USER: {a}MESSAGES: {q}", ["a", "q"], { a: "x", q: "y" }, "xMESSAGES: y"),
] as const;

export const refusedCases = [
  refuses("", [], "empty", 1, 1),
  refuses(" \n\t\n ", [], "empty", 1, 1),
  refuses("SYSTEM:\nUSER:  \n", [], "empty", 1, 1),
  refuses("a\nUSER: b", [], "before the first role", 1, 1),
  refuses("\n  {a}\n  USER: b", ["a"], "before the first role", 2, 3),
  refuses("\n  SYSTM: a\n  USER: b", [], "did you mean SYSTEM:?", 2, 3),
  refuses("USER: a\nASISTANT: b", [], "did you mean ASSISTANT:?", 2, 1),
  refuses("MESSAGES: {h}\nDEVLOPER: b", ["h"], "did you mean DEVELOPER:?", 2, 1),
  refuses("USER: {genre:lst}", ["genre:lst"], "did you mean :list?", 1, 7),
  refuses("a {color:red}", ["color:red"], "write {{color:red}} for literal text", 1, 3),
  refuses("\n  {price:.2f}", ["price:.2f"], "unknown format spec :.2f", 2, 3),
  refuses("{x:constructor}", ["x:constructor"], "unknown format spec", 1, 1),
  refuses("{{{x:lst}}}", ["x:lst"], "unknown format spec", 1, 3),
  refuses("{:list}", [":list"], "names no field", 1, 1),
  refuses("a {:D}", [":D"], "unknown format spec :D", 1, 3),
  refuses("{x:image(size=9)}", ["x:image"], "no option size", 1, 1),
  refuses("{x:image(detail=huge)}", ["x:image"], "low, high, auto", 1, 1),
  refuses("{x:image(detail)}", ["x:image"], "cannot be read", 1, 1),
  refuses("{x:image()}", ["x:image"], "cannot be read", 1, 1),
  refuses("{x:list(by=1)}", ["x:list"], "takes none", 1, 1),
  refuses("{x:cache_control(ttl=5m, ttl=1h)}", ["x:cache_control"], "ttl twice", 1, 1),
  refuses("USER: {:cache_control} a", [":cache_control"], "nothing does", 1, 7),
  refuses("MESSAGES: {a} {b}", ["a", "b"], "one placeholder", 1, 1),
  refuses("MESSAGES: {a:json}", ["a:json"], "one placeholder", 1, 1),
  refuses("USER: a\nMESSAGES: {{a}}", [], "one placeholder", 2, 1),
  refuses("MESSAGES: {a}\nand more", ["a"], "one placeholder", 1, 1),
] as const;
