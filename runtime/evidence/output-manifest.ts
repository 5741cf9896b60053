import { outputRef, type OutputStore, sha256Of } from "#runtime/artifact/output-store.ts";
import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { redactText } from "#runtime/replay/redact.ts";
import type { RunState } from "#runtime/state/thread-state.ts";

/** Characters of all outputs together that a pack holds; an export is no backup. */
const MAX_CONTENT_CHARS = 8 * 1024 * 1024;

/** One output that is kept beside the log. */
export interface ManifestEntry {
  readonly output_ref: string;
  readonly sequence: number;
  readonly run_id?: string;
  readonly tool_call_id?: string;
  readonly media_type: string;
  readonly bytes: number;
  readonly sha256?: string;
  /** What there was, where less is kept. */
  readonly total_bytes?: number;
  /** `missing`: the log says that it is kept, and it is not. `unknown`: nobody could look. */
  readonly state: "kept" | "expired" | "missing" | "unknown";
  readonly content?: string;
  /** Why the content is not here although it was asked for. */
  readonly omitted?: string;
}

interface Manifest {
  /** The runs whose calls made them: a call knows whether its output has expired. */
  readonly runs: readonly RunState[];
  readonly store: OutputStore | undefined;
  readonly withContent: boolean;
  readonly secretValues: readonly string[];
}

/** The outputs that events name, each with whether it is there; with its content only where that is asked for. */
export async function outputManifest(
  events: readonly RuntimeEvent[],
  options: Manifest,
): Promise<readonly ManifestEntry[]> {
  const { withContent } = options;
  const entries: ManifestEntry[] = [];
  let room = MAX_CONTENT_CHARS;
  for (const entry of await namedOutputs(events, options)) {
    if (!withContent || entry.state !== "kept") entries.push(entry);
    else if (entry.bytes > room) entries.push({ ...entry, omitted: FULL });
    else {
      room -= entry.bytes;
      entries.push({ ...entry, content: await contentOf(entry, options) });
    }
  }
  return entries;
}

const FULL = "The pack is full; fetch it from /outputs";

async function contentOf(
  { output_ref }: ManifestEntry,
  { store, secretValues }: Manifest,
): Promise<string> {
  const bytes = await store?.read(sha256Of(output_ref) ?? "");
  return redactText(await new Response(bytes).text(), secretValues);
}

async function namedOutputs(
  events: readonly RuntimeEvent[],
  { runs, store }: Manifest,
): Promise<readonly ManifestEntry[]> {
  const calls = runs.flatMap((run) => run.calls);
  const gone = calls.filter((call) => call.kept?.expired !== undefined);
  const expired = new Set(gone.map(({ tool_call_id }) => tool_call_id));
  const kept = new Set((await store?.list())?.map(({ sha256 }) => outputRef(sha256)));
  return events.flatMap((event) => {
    if (event.type !== "output.spilled") return [];
    const entry = entryOf(event, events);
    const isThere = store && kept.has(entry.output_ref);
    const isExpired = expired.has(entry.tool_call_id ?? "");
    return [{ ...entry, state: isExpired ? "expired" : stateOf(isThere) }];
  });
}

type Spilled = Extract<RuntimeEvent, { type: "output.spilled" }>;

function entryOf(event: Spilled, events: readonly RuntimeEvent[]): Omit<ManifestEntry, "state"> {
  const { sequence, run_id, tool_call_id, payload } = event;
  const { output_ref, media_type, bytes, sha256 } = payload;
  const cut = events.find(
    (known) => known.type === "output.truncated" && known.payload.output_ref === output_ref,
  );
  return {
    output_ref,
    sequence,
    ...(run_id !== undefined && { run_id }),
    ...(tool_call_id !== undefined && { tool_call_id }),
    media_type,
    bytes,
    ...(sha256 !== undefined && { sha256 }),
    ...(cut?.type === "output.truncated" && { total_bytes: cut.payload.total_bytes }),
  };
}

function stateOf(isThere: boolean | undefined): ManifestEntry["state"] {
  if (isThere === undefined) return "unknown";
  return isThere ? "kept" : "missing";
}
