import { existsSync, readFileSync } from "node:fs";

/** Beside the repository, never in it: real responses of providers, with what each adds up to. */
const root = new URL("../../../../../../shared/recordings/", import.meta.url);

export interface ExpectedCall {
  /** Null: the provider sent none. */
  readonly id: string | null;
  readonly name: string;
  readonly arguments: unknown;
}

/** What a response adds up to, by a program that is none of ours. */
export interface Expected {
  readonly text: string;
  readonly reasoning: string | null;
  readonly refusal: string | null;
  readonly tool_calls: readonly ExpectedCall[];
  readonly finish_reason: string | null;
  readonly usage: unknown;
  readonly model: string | null;
  readonly id: string | null;
  readonly chunk_count: number | null;
  readonly thought_signatures?: number;
  readonly server_tool_calls?: readonly { readonly type: string }[];
  readonly grounding?: boolean;
  readonly grounding_chunks?: number;
  readonly inline_data?: readonly { readonly mimeType: string; readonly bytes: number; readonly sha256: string }[];
  readonly error?: { readonly message?: string };
}

export interface Recording {
  readonly name: string;
  readonly kind: "stream" | "response" | "error";
  readonly status: number;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly expected: Expected;
  /** Null where it is not known. */
  readonly request: unknown;
}

interface ManifestEntry {
  readonly name: string;
  readonly wire: string;
  readonly kind: Recording["kind"];
  readonly status: number;
  readonly files: { readonly body: string; readonly expected: string; readonly request: string | null };
}

export const wire = "google-generate-content";

/** All recordings of this wire; none where they are not at hand, which is said on stderr. */
export function loadRecordings(): readonly Recording[] {
  return manifest().map(({ name, kind, status, files }) => {
    const at = new URL(`${wire}/`, root);
    return {
      name: name.slice(wire.length + 1),
      kind,
      status,
      body: new Uint8Array(readFileSync(new URL(files.body, at))),
      expected: readJSON<Expected>(new URL(files.expected, at)),
      request: files.request === null ? null : readJSON<unknown>(new URL(files.request, at)),
    };
  });
}

/** How many recordings of each kind the manifest has. */
export function manifestCount(kind: Recording["kind"]): number {
  return manifest().filter((entry) => entry.kind === kind).length;
}

function manifest(): readonly ManifestEntry[] {
  const file = new URL("MANIFEST.json", root);
  if (existsSync(file)) return readJSON<ManifestEntry[]>(file).filter((entry) => entry.wire === wire);
  process.stderr.write(
    "\n*** NO RECORDINGS at ../shared/recordings: only the project's own fixtures are tested. ***\n\n",
  );
  return [];
}

/** Their README fixes the shape of these files; what is read wrongly shows as a difference. */
function readJSON<T>(file: URL): T {
  return JSON.parse(readFileSync(file, "utf8")) as T;
}
