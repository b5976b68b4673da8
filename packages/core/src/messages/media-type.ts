const latin1 = (text: string): number[] => Array.from(text, (character) => character.charCodeAt(0));

/** Bytes that stand at the start of a file (null: any byte), and the type they tell. */
const signatures: readonly (readonly [mediaType: string, bytes: readonly (number | null)[]])[] = [
  ["image/jpeg", [0xff, 0xd8, 0xff]],
  ["image/png", [0x89, ...latin1("PNG\r\n"), 0x1a, 0x0a]],
  ["image/gif", latin1("GIF87a")],
  ["image/gif", latin1("GIF89a")],
  ["image/webp", [...latin1("RIFF"), null, null, null, null, ...latin1("WEBP")]],
  ["audio/wav", [...latin1("RIFF"), null, null, null, null, ...latin1("WAVE")]],
  ["audio/mpeg", latin1("ID3")],
  ["audio/flac", latin1("fLaC")],
  ["audio/ogg", latin1("OggS")],
  ["audio/aac", latin1("ADIF")],
  ["audio/aiff", [...latin1("FORM"), null, null, null, null, ...latin1("AIFF")]],
  ["audio/aiff", [...latin1("FORM"), null, null, null, null, ...latin1("AIFC")]],
  ["application/pdf", latin1("%PDF-")],
];

/** The HEVC brands of ISO/IEC 23008-12, annex B; `mif1` alone says nothing, since AVIF files carry it too. */
const heicBrands = new Set(["heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs"]);

/** How many bytes of a file `sniffMediaType` looks at. */
export const sniffedBytes = 256;

/** The media type that a file's first bytes tell; undefined for a kind that is not known here. */
export function sniffMediaType(bytes: Uint8Array): string | undefined {
  const known = signatures.find(([, signature]) => signature.every((byte, at) => byte === null || byte === bytes[at]));
  if (known) return known[0];
  if (isHeic(bytes)) return "image/heic";
  return mpegAudio(bytes);
}

function isHeic(bytes: Uint8Array): boolean {
  const text = (at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));
  if (text(4) !== "ftyp") return false;
  const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  const end = Math.min(size, sniffedBytes, bytes.length);
  // The major brand, its version (skipped), then the compatible brands: phones write `mif1` first and `heic` after it.
  if (heicBrands.has(text(8))) return true;
  for (let at = 16; at + 4 <= end; at += 4) if (heicBrands.has(text(at))) return true;
  return false;
}

/** A file that begins with a bare frame: layer bits 01 are MP3 (ISO/IEC 11172-3), 00 are AAC in ADTS (ISO/IEC 13818-7). */
function mpegAudio([first, second = 0, third = 0]: Uint8Array): string | undefined {
  if (first !== 0xff) return undefined;
  if ((second & 0xf6) === 0xf0) return "audio/aac";
  const layer3 = (second & 0xe6) === 0xe2 && (second & 0x18) !== 0x08;
  // The reserved bit rate and sample rate occur in no frame; without this any FF FB would be music.
  return layer3 && (third & 0xf0) !== 0xf0 && (third & 0x0c) !== 0x0c ? "audio/mpeg" : undefined;
}

const aliases: Readonly<Record<string, string>> = {
  "image/jpg": "image/jpeg",
  "image/pjpeg": "image/jpeg",
  "audio/mp3": "audio/mpeg",
  "audio/x-mp3": "audio/mpeg",
  "audio/wave": "audio/wav",
  "audio/x-wav": "audio/wav",
  "audio/vnd.wave": "audio/wav",
  "audio/x-flac": "audio/flac",
  "audio/x-aac": "audio/aac",
  "audio/aacp": "audio/aac",
  "audio/x-aiff": "audio/aiff",
  "application/ogg": "audio/ogg",
};

/** A media type in lower case, without parameters, under the one name that `sniffMediaType` gives it too. */
export function normalMediaType(mediaType: string): string {
  const bare = mediaType.replace(/;.*$/s, "").trim().toLowerCase();
  return Object.hasOwn(aliases, bare) ? (aliases[bare] ?? bare) : bare;
}
