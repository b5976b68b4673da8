import { existsSync, readFileSync } from "node:fs";

/** Beside the repository, never in it: real responses of providers, with what each adds up to. */
const root = new URL("../../../../../../shared/recordings/", import.meta.url);

export interface ExpectedCall {
  /** "" and null: the provider sent none. */
  readonly id: string | null;
  readonly name: string;
  readonly arguments: unknown;
  readonly arguments_raw: string;
}

export interface ExpectedChoice {
  readonly text: string;
  readonly reasoning: string | null;
  readonly refusal: string | null;
  readonly tool_calls: readonly ExpectedCall[];
  readonly finish_reason: string | null;
}

/** What a response adds up to, by a program that is none of ours. */
export interface Expected extends ExpectedChoice {
  readonly usage: unknown;
  readonly model: string | null;
  readonly id: string | null;
  readonly chunk_count: number | null;
  readonly choices?: readonly ExpectedChoice[];
  readonly annotations?: readonly unknown[];
  readonly citations?: readonly unknown[];
  readonly search_results_count?: number;
  readonly logprobs_tokens?: number;
  readonly error?: unknown;
}

export interface Recording {
  readonly name: string;
  readonly folder: string;
  readonly kind: "stream" | "response" | "error";
  readonly status: number;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly expected: Expected;
}

interface ManifestEntry {
  readonly name: string;
  readonly kind: Recording["kind"];
  readonly status: number;
  readonly files: { readonly body: string; readonly expected: string };
}

/** The recordings in the folders that `wanted` takes; none where they are not at hand, which is said on stderr. */
export function loadRecordings(wanted: (folder: string) => boolean = speaksChat): readonly Recording[] {
  const manifest = new URL("MANIFEST.json", root);
  if (!existsSync(manifest)) {
    process.stderr.write(
      "\n*** NO RECORDINGS at ../shared/recordings: only the project's own fixtures are tested. ***\n\n",
    );
    return [];
  }
  return readJSON<ManifestEntry[]>(manifest)
    .map((entry) => ({ ...entry, folder: entry.name.slice(0, entry.name.lastIndexOf("/")) }))
    .filter(({ folder }) => wanted(folder))
    .map(({ name, folder, kind, status, files }) => {
      const at = new URL(`${folder}/`, root);
      return {
        name,
        folder,
        kind,
        status,
        body: new Uint8Array(readFileSync(new URL(files.body, at))),
        expected: readJSON<Expected>(new URL(files.expected, at)),
      };
    });
}

function speaksChat(folder: string): boolean {
  return folder === "openai-chat" || folder.startsWith("openai-compatible/");
}

/** Their README fixes the shape of these files; what is read wrongly shows as a difference. */
function readJSON<T>(file: URL): T {
  return JSON.parse(readFileSync(file, "utf8")) as T;
}
