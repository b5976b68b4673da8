import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { Project } from "./__fixtures__/project.js";

const recipes = `
import { OpenAIPrompt, callParams, openaiCall, promptTemplate } from "@zoetrope/openai";
import { BaseTool } from "@zoetrope/openai";
import { z } from "zod";

@promptTemplate(\`
  SYSTEM: You are a chef.
  USER: Cook with {ingredient}.
    Be brief.
\`)
@callParams({ temperature: 0.7, model: "gpt-4o-mini" })
export class Recipe extends OpenAIPrompt.with({ ingredient: z.string() }) {}

class Look extends BaseTool.with({ city: z.string() }, { description: "Looks." }) {
  call() { return this.city; }
}
export const ask = openaiCall("gpt-4o-mini", { tools: [Look], stream: true })((city: string) => \`How is \${city}?\`);

export class Librarian {
  @openaiCall("gpt-4o")
  recommend(genre: string) { return genre; }
  @openaiCall("gpt-4o")
  static any() { return ""; }
}

export const notAPrompt = 1;
export function plain() {}
`;

const locked = { code: 0, out: "prompts.lock: 4 prompts locked\n", err: "" };

describe.concurrent("zoetrope lock", () => {
  test("writes each prompt that the modules export: sorted, its text by line, the same in both kinds of decorators", async ({
    expect,
  }) => {
    await using project = await Project.of({ "src/recipes.ts": recipes });
    expect(await project.zoetrope("lock src/recipes.ts")).toEqual(locked);
    const text = await project.read("prompts.lock");
    const lock = JSON.parse(text);
    expect(lock.modules).toEqual(["src/recipes.ts"]);
    const recipe = {
      template: ["SYSTEM: You are a chef.", "USER: Cook with {ingredient}.", "  Be brief."],
      params: { openai: { model: "gpt-4o-mini", temperature: 0.7 } },
      tools: [],
      schema: {
        additionalProperties: false,
        properties: { ingredient: { type: "string" } },
        required: ["ingredient"],
        type: "object",
      },
    };
    expect(lock.prompts["src/recipes.ts#Recipe"]).toMatchObject(recipe);
    // The hash is of the same content as one text, its params as a list of layers.
    const params = [{ provider: "openai", params: recipe.params.openai }];
    const content = { template: recipe.template.join("\n"), params, tools: [], schema: recipe.schema };
    const hash = createHash("sha256").update(JSON.stringify(content)).digest("hex");
    expect(lock.prompts["src/recipes.ts#Recipe"].hash).toBe(hash);
    expect(lock.prompts["src/recipes.ts#ask"]).toMatchObject({
      template: null,
      params: { openai: { model: "gpt-4o-mini" } },
      tools: [{ function: { name: "Look", description: "Looks." } }],
    });
    expect(Object.keys(lock.prompts)).toEqual([
      "src/recipes.ts#Librarian.recommend",
      "src/recipes.ts#Recipe",
      "src/recipes.ts#ask",
      "src/recipes.ts#static Librarian.any",
    ]);
    expect(await project.zoetrope("lock src/recipes.ts", "standard")).toEqual(locked);
    expect(await project.read("prompts.lock")).toBe(text);
  });

  test("without modules takes those of the lock, and paths are the lock's own, wherever it is run", async ({
    expect,
  }) => {
    await using project = await Project.of({ "src/recipes.ts": recipes, "locks/.gitkeep": "" });
    expect(await project.zoetrope("lock --file locks/my.lock src/recipes.ts ./src/recipes.ts")).toMatchObject({
      code: 0,
    });
    const text = await project.read("locks/my.lock");
    expect(JSON.parse(text).modules).toEqual(["../src/recipes.ts"]);
    expect(await project.zoetrope("lock --file locks/my.lock")).toMatchObject({ code: 0 });
    expect(await project.read("locks/my.lock")).toBe(text);
    expect(await project.zoetrope("lock --check --file locks/my.lock")).toEqual({
      code: 0,
      out: "locks/my.lock: 4 prompts, as locked\n",
      err: "",
    });
  });

  test("a module that keeps the process alive does not keep the command", async ({ expect }) => {
    await using project = await Project.of({ "src/recipes.ts": recipes });
    await project.write("src/alive.ts", `${recipes}\nsetInterval(() => {}, 1000);`);
    expect(await project.zoetrope("lock src/alive.ts")).toEqual(locked);
  });
});

describe.concurrent("zoetrope lock --check", () => {
  test("one line, and 0, when nothing changed but names of fields' order, indentation and code", async ({ expect }) => {
    await using project = await Project.of({ "src/recipes.ts": recipes });
    expect(await project.zoetrope("lock src/recipes.ts")).toEqual(locked);
    const other = recipes
      .replace("How is", "What about")
      .replaceAll("\n", "\n  ")
      .replace('{ temperature: 0.7, model: "gpt-4o-mini" }', '{ model: "gpt-4o-mini", temperature: 0.7 }');
    await project.write("src/recipes.ts", other);
    expect(await project.zoetrope("lock --check")).toEqual({
      code: 0,
      out: "prompts.lock: 4 prompts, as locked\n",
      err: "",
    });
    expect(await project.zoetrope("lock --check src/recipes.ts", "standard")).toMatchObject({ code: 0 });
  });

  test("1, and what was added, removed and changed: lines of the template, params, tools and fields", async ({
    expect,
  }) => {
    await using project = await Project.of({ "src/recipes.ts": recipes });
    expect(await project.zoetrope("lock src/recipes.ts")).toEqual(locked);
    const before = await project.read("prompts.lock");
    const changed = recipes
      .replace("Cook with {ingredient}.", "Bake with {ingredient}.\n  In {time} minutes.")
      .replace("temperature: 0.7", "topP: 1")
      .replace("Looks.", "Looks about.")
      .replace("{ ingredient: z.string() }", "{ ingredient: z.string(), time: z.number() }")
      .replace("static any", "static some");
    await project.write("src/recipes.ts", changed);
    expect(await project.zoetrope("lock --check")).toEqual({
      code: 1,
      err: "",
      out: `prompts.lock: 4 prompts are not as locked

changed: src/recipes.ts#Recipe
  template, by line:
    - 2: USER: Cook with {ingredient}.
    + 2: USER: Bake with {ingredient}.
    + 3: In {time} minutes.
  params.openai.temperature: 0.7 → (none)
  params.openai.topP: (none) → 1
  schema.properties.time: (none) → {"type":"number"}
  schema.required[1]: (none) → "time"

changed: src/recipes.ts#ask
  tools[0].function.description: "Looks." → "Looks about."

removed: src/recipes.ts#static Librarian.any

added: src/recipes.ts#static Librarian.some

If that is as it should be: zoetrope lock
`,
    });
    expect(await project.read("prompts.lock")).toBe(before);
    expect(await project.zoetrope("lock")).toMatchObject({ code: 0 });
    expect(await project.zoetrope("lock --check")).toMatchObject({ code: 0 });
  });

  test("1, when the lock itself was changed by hand", async ({ expect }) => {
    await using project = await Project.of({ "src/recipes.ts": recipes });
    expect(await project.zoetrope("lock src/recipes.ts")).toEqual(locked);
    const text = await project.read("prompts.lock");
    await project.write("prompts.lock", text.replace(/"hash": "\w{4}/, '"hash": "0000'));
    const { code, out } = await project.zoetrope("lock --check");
    expect(code).toBe(1);
    expect(out).toContain("hash: the rest of the entry is as it was, so the lock was changed by hand");
    await project.write("prompts.lock", text.replace("You are a chef", "You are a cook"));
    expect((await project.zoetrope("lock --check")).out).toContain(
      "- 1: SYSTEM: You are a cook.\n    + 1: SYSTEM: You are a chef.",
    );
  });
});

const badFiles = {
  "src/throws.ts": 'throw new Error("no key\\nat a line");',
  "src/broken.ts": "export const = 1;",
  "src/lost.ts": 'import "./nowhere.js";',
  "src/empty.ts": "export const nothing = {};",
  "src/bigint.ts": `
    import { openaiCall } from "@zoetrope/openai";
    const tool = { type: "function", function: { name: "f", parameters: { minimum: 1n } } } as const;
    export const ask = openaiCall("m", { tools: [tool] })(() => "");`,
  "src/conflict": '{\n<<<<<<< HEAD\n"version": 1\n=======\n',
  "src/other.json": '{ "version": 2, "prompts": {} }',
  "src/odd.json": '{ "version": 1, "modules": [], "prompts": { "a#b": { "hash": 1 } } }',
};

describe.concurrent("2, and one line, for", () => {
  test.for([
    ["no command", "", "zoetrope: Name a command: zoetrope lock."],
    ["an unknown command", "look", 'zoetrope: There is no command "look", only lock.'],
    ["an unknown option", "lock --chek src/recipes.ts", "zoetrope: Unknown option '--chek'"],
    ["no modules and no lock", "lock", "zoetrope: Name the modules that export your prompts: there is no prompts.lock"],
    ["nothing to check against", "lock --check src/recipes.ts", "zoetrope: There is no prompts.lock: write it first"],
    ["a module that is not there", "lock src/nowhere.ts", "zoetrope: There is no module src/nowhere.ts."],
    ["a module that throws", "lock src/throws.ts", "zoetrope: src/throws.ts cannot be imported: Error: no key."],
    ["a module that is no code", "lock src/broken.ts", "zoetrope: src/broken.ts cannot be imported: "],
    [
      "a module that imports what is not there",
      "lock src/lost.ts",
      "zoetrope: src/lost.ts cannot be imported: Error [ERR_MODULE_NOT_FOUND]: ",
    ],
    ["a module without prompts", "lock src/empty.ts", "zoetrope: No prompt is exported by src/empty.ts."],
    ["a lock that is no JSON", "lock --check --file src/empty.ts", "zoetrope: src/empty.ts is no JSON: "],
    [
      "a lock with conflicts",
      "lock --check --file src/conflict",
      "zoetrope: src/conflict is no JSON: it holds conflicts of a merge.",
    ],
    [
      "a lock of another version",
      "lock --file src/other.json",
      "zoetrope: src/other.json is no lock of this version of zoetrope.",
    ],
    ["a lock that is malformed", "lock --file src/odd.json", "zoetrope: src/odd.json was changed by hand: "],
    ["a lock that cannot be read", "lock --file src", "zoetrope: src cannot be read: Error: EISDIR"],
    [
      "a lock that cannot be written",
      "lock --file no/where.lock src/recipes.ts",
      "zoetrope: no/where.lock cannot be written: Error: ENOENT",
    ],
    [
      "a tool that is no JSON",
      "lock src/bigint.ts",
      "zoetrope: src/bigint.ts#ask: CallOptionsError: The prompt (without a name) holds what is no JSON",
    ],
  ] as const)("%s", async ([, args, message], { expect }) => {
    await using project = await Project.of({ "src/recipes.ts": recipes, ...badFiles });
    const { code, out, err } = await project.zoetrope(args);
    expect(err.slice(0, message.length)).toBe(message);
    expect(err).toMatch(/^[^\n]+\n$/);
    expect({ code, out }).toEqual({ code: 2, out: "" });
  });

  test("a module that no loader has read, and names one", async ({ expect }) => {
    // With the loader of these tests it is the same as with none: what is imported cannot be found under its TypeScript name.
    await using project = await Project.of(badFiles);
    const { err } = await project.zoetrope("lock src/lost.ts");
    expect(err).toMatch(/TypeScript needs a loader, as in NODE_OPTIONS="--import tsx" zoetrope lock\.\n$/);
    expect((await project.zoetrope("lock src/throws.ts")).err).not.toContain("loader");
  });
});

test("--help says what there is", async () => {
  await using project = await Project.of({});
  const help = await project.zoetrope("--help");
  expect(help).toMatchObject({ code: 0, err: "" });
  expect(help.out).toMatch(/^Usage: zoetrope lock \[--check\] .*\n/);
  expect(await project.zoetrope("lock -h")).toEqual(help);
});
