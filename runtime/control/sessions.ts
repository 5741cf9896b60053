import { z } from "zod";

import type { SessionSummary } from "#runtime/state/session-summary.ts";
import { command, CommandError, type ControlServices } from "./command.ts";
import { requireRoot } from "./find-thread.ts";
import { matchOf, type SessionMatch } from "./session-search.ts";

/** Sessions that one answer lists at most. */
const MAX_LISTED = 100;
/** Runs that one search looks through; what is older is left out, and the answer says so. */
const MAX_SEARCHED_RUNS = 50_000;

const Title = z.string().trim().min(1).max(200);

/** What a list shows of a session, whatever its branches; `thread_id` is the one that it shows. */
export interface SessionEntry extends Pick<
  SessionSummary,
  | "session_id"
  | "thread_id"
  | "title"
  | "pinned"
  | "archived"
  | "created_at"
  | "updated_at"
  | "imported"
> {
  readonly status: string;
  /** In all branches together. */
  readonly turns: number;
  readonly branches: number;
  /** Where the words of a search were found. */
  readonly match?: SessionMatch;
}

/** A page of sessions: pinned ones first, then the newest. */
export interface SessionList {
  readonly sessions: readonly SessionEntry[];
  /** Whether more sessions fit than are listed, or were not looked through. */
  readonly has_more: boolean;
}

export const listSessions = command({
  name: "list_sessions",
  description: "Sessions, pinned first, then the newest; with a query, those that say it",
  kind: "read",
  input: z.strictObject({
    query: z.string().trim().max(200).default(""),
    archived: z.enum(["without", "with", "only"]).default("without"),
    limit: z.int().min(1).max(MAX_LISTED).default(50),
    offset: z.int().min(0).default(0),
  }),
  async run({ query, archived, limit, offset }, { threads }): Promise<SessionList> {
    const wanted = (await threads.sessions()).filter(
      (session) => archived === "with" || session.archived === (archived === "only"),
    );
    const searched = query === "" ? wanted : newest(wanted, MAX_SEARCHED_RUNS);
    const found = searched.flatMap((session) => {
      const match = query === "" ? undefined : matchOf(session, query);
      if (query !== "" && match === undefined) return [];
      return [{ ...entryOf(session), ...(match !== undefined && { match }) }];
    });
    const pinnedFirst = [
      ...found.filter(({ pinned }) => pinned),
      ...found.filter(({ pinned }) => !pinned),
    ];
    return {
      sessions: pinnedFirst.slice(offset, offset + limit),
      has_more: found.length > offset + limit || searched.length < wanted.length,
    };
  },
});

export const createSession = command({
  name: "create_session",
  description: "Begins a session without a message",
  kind: "write",
  input: z.strictObject({ title: Title.exactOptional() }),
  async run({ title }, { threads, ids }): Promise<SessionEntry> {
    const place = { session_id: ids.next("s"), thread_id: ids.next("th") };
    const thread = await threads.open(place);
    await thread.append([
      { type: "session.created", payload: title === undefined ? {} : { title } },
      { type: "thread.started", payload: {} },
    ]);
    return shellOf(thread.session_id, { threads });
  },
});

export const updateSession = command({
  name: "update_session",
  description: "Names, pins or archives a session, or takes that back",
  kind: "write",
  input: z
    .strictObject({
      session_id: z.string().min(1),
      title: Title.exactOptional(),
      pinned: z.boolean().exactOptional(),
      archived: z.boolean().exactOptional(),
    })
    .refine((input) => Object.keys(input).length > 1, {
      error: "Say what changes: title, pinned or archived",
    }),
  async run({ session_id, ...change }, services): Promise<SessionEntry> {
    const thread = await requireRoot(services, session_id);
    await services.threads.exclusive(thread.thread_id, async () => {
      const state = await thread.state();
      const { title = state.title, pinned = state.pinned, archived = state.archived } = change;
      const changed = {
        ...(title !== state.title && { title }),
        ...(pinned !== state.pinned && { pinned }),
        ...(archived !== state.archived && { archived }),
      };
      if (Object.keys(changed).length === 0) return;
      await thread.append([{ type: "session.updated", payload: changed }]);
    });
    return shellOf(session_id, services);
  },
});

async function shellOf(
  sessionId: string,
  { threads }: Pick<ControlServices, "threads">,
): Promise<SessionEntry> {
  const session = (await threads.sessions()).find(({ session_id }) => session_id === sessionId);
  if (session === undefined)
    throw new CommandError("not_found", `There is no session "${sessionId}"`);
  return entryOf(session);
}

function entryOf(session: SessionSummary): SessionEntry {
  const { session_id, thread_id, title, pinned, archived, created_at, updated_at } = session;
  const shell = { session_id, thread_id, title, pinned, archived, created_at, updated_at };
  const origin = session.imported === undefined ? {} : { imported: session.imported };
  const { status = "unknown", runs, branches } = session;
  return { ...shell, ...origin, status, turns: runs.length, branches: branches.length };
}

/** The newest sessions whose runs together stay within the limit. */
function newest(sessions: readonly SessionSummary[], maxRuns: number): readonly SessionSummary[] {
  let runs = 0;
  const end = sessions.findIndex((session) => {
    runs += session.runs.length;
    return runs > maxRuns;
  });
  return end === -1 ? sessions : sessions.slice(0, end);
}
