/** The folders of core whose code is changed on purpose, and the tests that should notice. */
export const areas = {
  template: ["packages/core/src/{template,prompt}/**/*.test.ts"],
  structured: ["packages/core/src/{structured,tool}/**/*.test.ts"],
  stream: [
    "packages/core/src/{stream,retry}/**/*.test.ts",
    "packages/openai/src/chat/{closing,endings,tools,requests}.pitfalls.test.ts",
    "packages/openai/src/chat/{partial-tools,wire-}*.test.ts",
  ],
} satisfies Record<string, readonly string[]>;

export type Area = keyof typeof areas;

export function isArea(name: string): name is Area {
  return Object.hasOwn(areas, name);
}
