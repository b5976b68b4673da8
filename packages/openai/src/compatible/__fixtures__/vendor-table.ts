import { openAICapabilities, type VendorCapabilities } from "../capabilities.js";
import type { VendorOptions } from "../vendor.js";
import { vendors } from "../vendors.js";
import { evidence, type Fact, type VendorName } from "./evidence.js";

interface Column {
  readonly title: string;
  readonly fact: Fact;
  cell(capabilities: Required<VendorCapabilities>, vendor: VendorOptions): string;
}

const columns: readonly Column[] = [
  {
    title: "address",
    fact: "baseURL",
    cell: (_, { baseURL, baseURLVariable }) =>
      baseURL === undefined ? `that of \`${baseURLVariable}\`` : `\`${baseURL}\``,
  },
  {
    title: "key",
    fact: "apiKey",
    cell: (_, { apiKeyVariable }) => (apiKeyVariable === undefined ? "none is asked for" : `\`${apiKeyVariable}\``),
  },
  { title: "asks for usage", fact: "usage", cell: ({ usageOption }) => (usageOption ? "yes" : "no") },
  {
    title: "`maxTokens` is",
    fact: "maxTokens",
    cell: ({ paramNames }) => `\`${paramNames["max_completion_tokens"] ?? "max_completion_tokens"}\``,
  },
  { title: "JSON Schema", fact: "jsonSchema", cell: ({ jsonSchema }) => jsonSchema },
  { title: "JSON mode", fact: "jsonObject", cell: ({ jsonObject }) => (jsonObject ? "yes" : "no") },
  { title: "tools", fact: "tools", cell: ({ tools }) => tools },
  {
    title: "tool choice",
    fact: "toolChoice",
    cell: ({ toolChoice, requiredTool, tools }) => {
      if (tools === "none") return "none";
      return requiredTool === "required" ? toolChoice : `${toolChoice}, \`required\` is \`${requiredTool}\``;
    },
  },
  { title: "reasoning goes back", fact: "reasoning", cell: ({ reasoningField }) => reasoningField },
  { title: "ids of tool calls", fact: "toolCallIds", cell: ({ toolCallIds }) => toolCallIds },
];

/** The table of docs/providers.md and the list of what shows its cells. Write it there when the vendors change. */
export function vendorTable(): string {
  const head = ["vendor", ...columns.map(({ title }) => title)];
  const rows = Object.entries<VendorOptions>(vendors).map(([name, vendor]) => [
    `\`vendors.${name}\`, ${vendor.label}`,
    ...columns.map(({ fact, cell }) => {
      const shown =
        evidence[nameOf(name)][fact] !== undefined || (fact === "apiKey" && vendor.apiKeyVariable === undefined);
      return `${cell({ ...openAICapabilities, ...vendor }, vendor)}${shown ? "" : " (*unverified*)"}`;
    }),
  ]);
  const lines = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  return [...lines, "", "What shows it:", "", ...Object.entries(vendors).map(([name]) => sourcesOf(nameOf(name)))].join(
    "\n",
  );
}

/** Each page or recording once, with what it shows. */
function sourcesOf(name: VendorName): string {
  const facts = new Map<string, string[]>();
  for (const { fact, title } of columns) {
    const source = evidence[name][fact];
    if (source !== undefined) facts.set(source, [...(facts.get(source) ?? []), title]);
  }
  const sources = [...facts].map(([source, shown]) => {
    const where = source.startsWith("recording ")
      ? `the recording \`${source.slice("recording ".length)}\``
      : `<${source}>`;
    return `${where} (${shown.join(", ")})`;
  });
  return `- ${vendors[name].label}: ${sources.join("; ")}`;
}

function nameOf(name: string): VendorName {
  if (Object.hasOwn(vendors, name)) return name as VendorName;
  throw new Error(`There is no vendor ${name}.`);
}
