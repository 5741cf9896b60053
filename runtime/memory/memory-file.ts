import { canonicalHash } from "#runtime/tool/canonical-hash.ts";
import { MemoryKind, MemoryTopic, type MemoryEntry } from "./memory-entry.ts";

/** The sections of every file, in their order. */
const SECTIONS = {
  decision: "Decisions Made",
  preference: "Preferences Learned",
  fact: "Facts Stored",
} as const satisfies Record<MemoryKind, string>;

const DAY = /^\d{4}-\d{2}-\d{2}$/;
/** An entry that a tool wrote ends with what is known of it; a person's may be the bare line. */
const LINE = /^- (.+?)(?:\s*<!-- (\S+) at (\S+)(?: by (\S+) (\S+))? -->)?\s*$/;

/** The name of the file in which an entry stands: that of its topic, else of its day. */
export function fileOf({ topic, at }: Pick<MemoryEntry, "topic" | "at">): string {
  return `${topic ?? at.slice(0, 10)}.md`;
}

/** Whether a file of that name holds entries. */
export function isMemoryFile(file: string): boolean {
  const name = file.replace(/\.md$/, "");
  return name !== file && (DAY.test(name) || MemoryTopic.safeParse(name).success);
}

/** The entries of a file, in their order. Lines that are none, and sections of other names, are passed over. */
export async function parseMemoryFile(file: string, text: string): Promise<MemoryEntry[]> {
  const name = file.replace(/\.md$/, "");
  const place = DAY.test(name) ? { day: name } : { day: "1970-01-01", topic: name };
  const entries: MemoryEntry[] = [];
  let kind: MemoryKind | undefined;
  for (const line of text.split("\n")) {
    if (line.startsWith("#")) kind = kindOf(line);
    const found = kind === undefined ? null : LINE.exec(line);
    if (found !== null && kind !== undefined) entries.push(await entryOf(found, kind, place));
  }
  return entries;
}

async function entryOf(
  [line, text = "", id, at, run_id, tool_call_id]: RegExpExecArray,
  kind: MemoryKind,
  { day, topic }: { readonly day: string; readonly topic?: string },
): Promise<MemoryEntry> {
  return {
    id: id ?? `m_${(await canonicalHash([topic ?? day, kind, line])).slice(0, 16)}`,
    kind,
    ...(topic !== undefined && { topic }),
    text,
    at: at ?? `${day}T00:00:00.000Z`,
    ...(run_id !== undefined && { run_id }),
    ...(tool_call_id !== undefined && { tool_call_id }),
  };
}

/** A file with one entry more, at the end of its section; whatever else stands there stays. */
export function withEntry(file: string, text: string, entry: MemoryEntry): string {
  const lines = (text === "" ? emptyFile(file) : text.trimEnd()).split("\n");
  let heading = lines.findIndex((line) => kindOf(line) === entry.kind);
  if (heading === -1) heading = lines.push("", `## ${SECTIONS[entry.kind]}`) - 1;
  const next = lines.findIndex((line, at) => at > heading && line.startsWith("#"));
  let end = next === -1 ? lines.length : next;
  while (end > heading + 1 && lines[end - 1]?.trim() === "") end -= 1;
  const before = end === heading + 1 ? [""] : [];
  const after = next === -1 ? [] : lines.slice(end);
  return [...lines.slice(0, end), ...before, lineOf(entry), ...after, ""].join("\n");
}

/** A file without an entry. */
export async function withoutEntry(file: string, text: string, id: string): Promise<string> {
  const entries = await parseMemoryFile(file, text);
  const at = entries.findIndex((entry) => entry.id === id);
  let seen = -1;
  let kind: MemoryKind | undefined;
  const kept = text.split("\n").filter((line) => {
    if (line.startsWith("#")) kind = kindOf(line);
    if (kind !== undefined && LINE.test(line)) seen += 1;
    return at === -1 || seen !== at || !LINE.test(line);
  });
  return kept.join("\n");
}

function emptyFile(file: string): string {
  const sections = Object.values(SECTIONS).map((title) => `## ${title}\n`);
  return [`# ${file.replace(/\.md$/, "")}`, "", ...sections].join("\n").trimEnd();
}

function kindOf(line: string): MemoryKind | undefined {
  const title = /^##\s+(.+?)\s*$/.exec(line)?.[1]?.toLowerCase();
  return MemoryKind.options.find((kind) => SECTIONS[kind].toLowerCase() === title);
}

function lineOf({ id, text, at, run_id, tool_call_id }: MemoryEntry): string {
  const by = run_id === undefined ? "" : ` by ${run_id} ${tool_call_id ?? "-"}`;
  return `- ${text} <!-- ${id} at ${at}${by} -->`;
}
