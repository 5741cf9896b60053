/**
 * Ids of `bytes` bytes in hexadecimal, one for each name, in their order: the same name gives the same
 * id, everywhere and always. They are the beginnings of SHA-256.
 */
export async function hexIds(names: readonly string[], bytes: number): Promise<readonly string[]> {
  return Promise.all(names.map((name) => hexId(name, bytes)));
}

/** One such id. */
export async function hexId(name: string, bytes: number): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(name));
  const head = new Uint8Array(digest).subarray(0, bytes);
  return Array.from(head, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
