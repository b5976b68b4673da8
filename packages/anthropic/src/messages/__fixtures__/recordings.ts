import { existsSync, readFileSync } from "node:fs";

/** Beside the repository, never in it: real responses of providers, with what each adds up to. */
const root = new URL("../../../../../../shared/recordings/", import.meta.url);
const folder = "anthropic-messages";

export interface ExpectedCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: unknown;
  /** Null: the input came whole, as JSON. */
  readonly arguments_raw: string | null;
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
  readonly server_tool_calls?: readonly Readonly<Record<string, unknown>>[];
  readonly signatures?: readonly string[];
  readonly citations?: readonly unknown[];
  readonly redacted_thinking?: number;
  readonly message_stop?: boolean;
  readonly event_types?: Readonly<Record<string, number>>;
  readonly error?: unknown;
}

export interface Recording {
  readonly name: string;
  readonly kind: "stream" | "response" | "error";
  readonly status: number;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly expected: Expected;
  /** Null where it is not known. */
  readonly request: Readonly<Record<string, unknown>> | null;
}

interface ManifestEntry {
  readonly name: string;
  readonly kind: Recording["kind"];
  readonly status: number;
  readonly files: { readonly body: string; readonly expected: string; readonly request: string | null };
}

/** All recordings of Anthropic's messages; none where they are not at hand, which is said on stderr. */
export function loadRecordings(): readonly Recording[] {
  const manifest = new URL("MANIFEST.json", root);
  if (!existsSync(manifest)) {
    process.stderr.write(
      "\n*** NO RECORDINGS at ../shared/recordings: only the project's own fixtures are tested. ***\n\n",
    );
    return [];
  }
  return readJSON<ManifestEntry[]>(manifest)
    .filter(({ name }) => name.startsWith(`${folder}/`))
    .map(({ name, kind, status, files }) => {
      const at = new URL(`${folder}/`, root);
      return {
        name,
        kind,
        status,
        body: new Uint8Array(readFileSync(new URL(files.body, at))),
        expected: readJSON<Expected>(new URL(files.expected, at)),
        request: files.request === null ? null : readJSON(new URL(files.request, at)),
      };
    });
}

/** Their README fixes the shape of these files; what is read wrongly shows as a difference. */
function readJSON<T>(file: URL): T {
  return JSON.parse(readFileSync(file, "utf8")) as T;
}
