/** Models accept names of this form only. */
const MAX_NAME_CHARS = 64;
const MARK_CHARS = 8;

/**
 * Names for the tools of all servers, as `<server>__<tool>`, in the order in which they are given.
 * A name that is too long, or is taken, ends in a mark of its own; the same lists give the same names.
 */
export function nameTools(
  servers: readonly { server: string; tools: readonly string[] }[],
): string[][] {
  const taken = new Set<string>();
  return servers.map(({ server, tools }) =>
    tools.map((tool) => {
      const name = freeName(server, tool, taken);
      taken.add(name);
      return name;
    }),
  );
}

function freeName(server: string, tool: string, taken: ReadonlySet<string>): string {
  const plain = `${sanitise(server)}__${sanitise(tool)}`;
  if (plain.length <= MAX_NAME_CHARS && !taken.has(plain)) return plain;
  const stem = plain.slice(0, MAX_NAME_CHARS - MARK_CHARS - 1);
  for (let attempt = 0; ; attempt += 1) {
    const marked = `${stem}_${mark(`${server}\n${tool}\n${attempt}`)}`;
    if (!taken.has(marked)) return marked;
  }
}

function sanitise(name: string): string {
  return name.replace(/[^a-zA-Z0-9_-]/gu, "_");
}

/** FNV-1a over UTF-16 units: tells names apart, and is no more than that. */
function mark(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return hash.toString(16).padStart(MARK_CHARS, "0");
}
