import { formatSpecs, type SpecName, type SpecOptions } from "./format-specs.js";
import { nearestName } from "./nearest-name.js";

type Fail = (problem: string) => Error;

/** The spec of that name. An unknown one is an error: silently sent as text, `{guests:lst}` would cost an answer. */
export function parseSpecName(name: string, placeholder: string, fail: Fail): SpecName {
  if (isSpecName(name)) return name;
  const names = Object.keys(formatSpecs);
  const nearest = nearestName(name, names);
  const mend = nearest === null ? `use one of ${names.join(", ")}.` : `did you mean :${nearest}?`;
  throw fail(`unknown format spec :${name} in ${placeholder}: ${mend}`);
}

function isSpecName(name: string): name is SpecName {
  return Object.hasOwn(formatSpecs, name);
}

/** @param text What stands between the parentheses: `detail=high`. */
export function parseSpecOptions(spec: SpecName, text: string, placeholder: string, fail: Fail): SpecOptions {
  const known = formatSpecs[spec].options;
  const options: Record<string, string> = {};
  for (const item of text.split(",")) {
    const { name, value } = /^\s*(?<name>\w+)\s*=\s*(?<value>[\w.-]+)\s*$/.exec(item)?.groups ?? {};
    if (name === undefined || value === undefined) {
      throw fail(`the options of ${placeholder} cannot be read: write :${spec}(option=value, option=value).`);
    }
    const values = Object.hasOwn(known, name) ? known[name] : undefined;
    if (values === undefined) {
      const all = Object.keys(known);
      throw fail(
        `:${spec} has no option ${name} in ${placeholder}: ${all.length === 0 ? "it takes none." : `it takes ${all.join(", ")}.`}`,
      );
    }
    if (!values.includes(value)) throw fail(`${name}=${value} in ${placeholder}: it may be ${values.join(", ")}.`);
    if (Object.hasOwn(options, name)) throw fail(`${placeholder} gives ${name} twice: keep one.`);
    options[name] = value;
  }
  return options;
}
