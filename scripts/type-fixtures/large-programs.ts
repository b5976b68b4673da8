const imports =
  'import { OpenAIPrompt, openaiCall, promptTemplate } from "@zoetrope/openai";\nimport { z } from "zod";\n';

/** Templates past the limits of any compiler, which must not fail for their size. */
const templates: Readonly<Record<string, string>> = {
  "2,000 placeholders": "one {a} two\n".repeat(2_000),
  "2,000 placeholders with specs": "{b:list} {a:json}\n".repeat(1_000),
  "about as many braces as are checked": "{a} ".repeat(899),
  "100 kB of text": `{a} ${"a line of text, as long as lines are\n".repeat(2_800)} {b:list}`,
  "100 kB on one line": `${"word ".repeat(20_000)}{a}`,
  "5,000 open braces": `${"{".repeat(5_000)}a`,
  "5,000 closed braces": `{a${"}".repeat(5_000)}`,
  "5,000 pairs of braces": '{"k": 1}\n'.repeat(5_000),
  "5,000 braces in each other": `${"{ ".repeat(2_500)}${"} ".repeat(2_500)}`,
  "a run of 2,500 braces around a name": `${"{".repeat(2_500)}a${"}".repeat(2_500)}`,
  "10,000 lines before a history": `SYSTEM: a\n${"a line\n".repeat(10_000)}MESSAGES: {b}`,
};

/** Each on a class, and as a prompt function. */
export const largePrograms = Object.entries(templates).map(([name, text]) => ({
  name,
  source: `${imports}
const fields = { a: z.string(), b: z.array(z.object({ role: z.string() })) };
@promptTemplate(${JSON.stringify(text)})
export class Large extends OpenAIPrompt.with(fields) {}
export const call = openaiCall("m")(promptTemplate(${JSON.stringify(text)}));
export type Arguments = Parameters<typeof call>;
`,
}));
