import { OpenAIPrompt, callParams, promptTemplate } from "@zoetrope/openai";
import { z } from "zod";
import { run } from "./support/run.js";

// Fields are validated by zod, the template is checked against them by the compiler, and a getter is a computed field.
@promptTemplate(`
  SYSTEM: You are a chef. Your guests are:
  {guests:list}
  USER: Recommend {course} recipes for {ingredient}
`)
@callParams({ model: "gpt-4o-mini", temperature: 0.7 })
class Recipe extends OpenAIPrompt.with({
  ingredient: z.string().min(1),
  guests: z.array(z.string()).default(["whoever comes"]),
}) {
  get course(): string {
    return this.guests.length > 1 ? "main course" : "snack";
  }
}

// A subclass inherits template and params. It overrides the template, and says more params.
@promptTemplate("Recommend vegan {course} recipes for {ingredient}")
@callParams({ temperature: 0 })
class VeganRecipe extends Recipe {}

await run(async (server) => {
  const recipe = new Recipe({ ingredient: "apples", guests: ["Ann", "Bo"] });
  console.log(`${recipe}\n`);
  console.log((await recipe.call(server)).content);

  const vegan = new VeganRecipe({ ingredient: "tofu" });
  const { temperature, messages } = await vegan.toRequest();
  console.log(`\nTemperature ${temperature}: ${JSON.stringify(messages)}`);
  console.log((await vegan.call(server)).content);
});
