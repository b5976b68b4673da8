import { existsSync, readFileSync } from "node:fs";

/** Beside the repository, never in it. */
const root = new URL("../../../../shared/recordings/", import.meta.url);

interface ManifestEntry {
  readonly name: string;
  readonly kind: "stream" | "response" | "error";
  readonly files: { readonly body: string; readonly request?: string | null };
}

/**
 * The bodies of whole answers to the very requests that recorded streams answer, by the names of the streams. Empty where the recordings
 * are not at hand.
 */
export function recordedTwins(): ReadonlyMap<string, Uint8Array<ArrayBuffer>> {
  const twins = new Map<string, Uint8Array<ArrayBuffer>>();
  const manifest = new URL("MANIFEST.json", root);
  if (!existsSync(manifest)) return twins;
  const entries = (readJSON(manifest) as ManifestEntry[]).flatMap((entry) => {
    const at = new URL(`${entry.name.slice(0, entry.name.lastIndexOf("/"))}/`, root);
    const asked = entry.files.request ? requestOf(new URL(entry.files.request, at)) : null;
    return asked === null ? [] : [{ ...entry, at, asked: `${at.pathname} ${asked}` }];
  });
  const wholes = new Map<string, URL>();
  for (const { kind, asked, at, files } of entries) {
    const body = new URL(files.body, at);
    // Azure answers some requests with status 200 and an error.
    if (kind === "response" && !Object(readJSON(body)).error) wholes.set(asked, body);
  }
  for (const { name, kind, asked } of entries) {
    const whole = kind === "stream" ? wholes.get(asked) : undefined;
    if (whole) twins.set(name, new Uint8Array(readFileSync(whole)));
  }
  return twins;
}

/** Without what says that it is streamed; null for one that is no object of JSON. */
function requestOf(file: URL): string | null {
  const request: unknown = readJSON(file);
  if (typeof request !== "object" || request === null) return null;
  const entries = Object.entries(request).filter(([name]) => name !== "stream" && name !== "stream_options");
  return JSON.stringify(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function readJSON(file: URL): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}
