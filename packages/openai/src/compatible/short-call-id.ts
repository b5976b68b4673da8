/**
 * An id of 9 letters and digits: itself where it is one, else always the same for the same id. 36^9 of them: two of one history are never
 * the same by any chance that matters.
 */
export function shortCallId(id: string): string {
  if (/^[a-zA-Z0-9]{9}$/.test(id)) return id;
  // Two hashes of 32 bits (FNV-1a, by its prime and by another), because one would be too short. No secret hangs on it.
  const digits = [0x01000193, 0x01000197].map((prime) => hash(id, prime).toString(36).padStart(7, "0"));
  return digits.join("").slice(-9);
}

function hash(text: string, prime: number): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), prime);
  return value >>> 0;
}
