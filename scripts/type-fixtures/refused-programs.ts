/** A program that must not compile, and the words that must stand in the last line of what the compiler says. */
interface RefusedProgram {
  readonly name: string;
  readonly source: string;
  readonly says: string;
}

const imports = `
import {
  BaseTool, OpenAIPrompt, callParams, openaiCall, promptTemplate,
} from "@zoetrope/openai";
import { z } from "zod";
`;

const recipe = "class Recipe extends OpenAIPrompt.with({ genre: z.string(), guests: z.array(z.string()) }) {}";

const rows: readonly (readonly [name: string, source: string, says: string])[] = [
  [
    "a template names a field that the class does not have",
    `@promptTemplate("{gnre}") ${recipe}`,
    "the class has no field 'gnre', which the template names in {gnre}",
  ],
  [
    "the same, called plainly",
    `${recipe} promptTemplate("{gnre}")(Recipe);`,
    "the class has no field 'gnre', which the template names in {gnre}",
  ],
  [
    "by {self.…}",
    `@promptTemplate("{self.gnre}") ${recipe}`,
    "the class has no field 'gnre', which the template names in {self.gnre}",
  ],
  [
    "of a field",
    '@promptTemplate("{author.nme}") class A extends OpenAIPrompt.with({ author: z.object({ name: z.string() }) }) {}',
    "'author' has no field 'nme', which the template names in {author.nme}",
  ],
  [
    "on a generic class",
    '@promptTemplate("{topc}") class A<T> extends OpenAIPrompt { constructor(readonly topic: T) { super(); } }',
    "the class has no field 'topc', which the template names in {topc}",
  ],
  [
    "that is private",
    '@promptTemplate("{key}") class A extends OpenAIPrompt { private key = "x"; use() { return this.key; } }',
    "the class has no field 'key', which the template names in {key}",
  ],
  [
    "around a function",
    'promptTemplate("{gnre}")((args: { genre: string }) => ({ computedFields: { age: args.genre } }));',
    "neither the argument nor computedFields has a field 'gnre', which the template names in {gnre}",
  ],
  [
    "a field that is no list",
    `@promptTemplate("{genre:list}") ${recipe}`,
    "'genre' does not fit {genre:list}, which takes a list",
  ],
  [
    "a field that is no image",
    '@promptTemplate("{cover:image(detail=low)}") class A extends OpenAIPrompt.with({ cover: z.number() }) {}',
    "'cover' does not fit {cover:image(detail=low)}, which takes an image",
  ],
  [
    "a history that is none",
    `@promptTemplate("MESSAGES: {genre}") ${recipe}`,
    "'genre' does not fit {genre}, which takes a list of messages",
  ],
  ["an unknown spec", `@promptTemplate("{genre:lst}") ${recipe}`, "unknown format spec :lst in {genre:lst}"],
  [
    "a member of the base class",
    `@promptTemplate("{messages}") ${recipe}`,
    "{messages} is a method of the prompt, not a field",
  ],
  [
    "a method",
    '@promptTemplate("{tone}") class A extends OpenAIPrompt { tone() { return "kind"; } }',
    "{tone} is a method, not a field: write a getter",
  ],
  [
    "a field is named like a member of the class",
    "OpenAIPrompt.with({ stream: z.string() });",
    "'stream' is a member of the base class: choose another field name",
  ],
  ["a field is missing", `${recipe} new Recipe({ guests: [] });`, "Property 'genre' is missing"],
  [
    "a field is misspelt",
    `${recipe} new Recipe({ genre: "x", guests: [], gnre: "y" });`,
    "'gnre' does not exist in type '{ genre: string; guests: string[]; }'. Did you mean to write 'genre'?",
  ],
  [
    "a field is misspelt in a copy",
    `${recipe} new Recipe({ genre: "x", guests: [] }).copy({ gnre: "y" });`,
    "Did you mean to write 'genre'?",
  ],
  [
    "the argument of a template is misspelt",
    'openaiCall("m")(promptTemplate("a {genre}"))({ gnre: "x" });',
    "'gnre' does not exist in type '{ genre: unknown; }'. Did you mean to write 'genre'?",
  ],
  [
    "a call param is misspelt",
    `@callParams({ temprature: 1 }) ${recipe}`,
    "'temprature' does not exist in type 'OpenAICallParams'. Did you mean to write 'temperature'?",
  ],
  [
    "stream and outputParser",
    'openaiCall("m", { stream: true, outputParser: () => 1 });',
    "outputParser cannot be combined with stream",
  ],
  [
    "stream() and outputParser",
    `${recipe} new Recipe({ genre: "x", guests: [] }).stream({ outputParser: () => 1 });`,
    "outputParser cannot be combined with stream",
  ],
  [
    "a boolean variable for stream",
    'openaiCall("m", { stream: Math.random() > 0.5 });',
    "a boolean variable cannot decide the result type",
  ],
];

export const refusedPrograms: readonly RefusedProgram[] = rows.map(([name, source, says]) => ({
  name,
  source: imports + source,
  says,
}));
