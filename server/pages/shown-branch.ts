import { CommandError, type ControlServices } from "#runtime/control/command.ts";
import { requireRoot, requireThread, requireTurn } from "#runtime/control/find-thread.ts";
import { threadsOf } from "#runtime/control/list-branches.ts";
import { siblingsOf } from "#runtime/state/branches.ts";
import { findTurn } from "#runtime/state/run-queries.ts";
import { inSession } from "#runtime/state/session-summary.ts";
import type { ThreadState } from "#runtime/state/thread-state.ts";
import type { Thread } from "#runtime/thread.ts";
import { placeId } from "#server/sse/cursor.ts";
import { type Alternatives, alternativesOf } from "#views/chat/alternatives.ts";
import type { BranchFrame } from "#views/chat/branch-frame.ts";
import { urls } from "#views/urls.ts";

/** A branch as a page shows it: its state under the name and marks of its session. */
export interface ShownBranch {
  readonly thread: Thread;
  readonly state: ThreadState;
  /** Its thread, where addresses have to name it: the session shows another one by itself. */
  readonly b?: string;
  /** The session's own log, which tells when a branch comes to be: where it stands. */
  readonly root: { readonly thread_id: string; readonly after: string };
}

type Services = Pick<ControlServices, "threads">;

/**
 * The branch that an address means: the named one, else the one that the session shows, unless only
 * another one has the named turn. Throws a `not_found` CommandError for a branch of another session.
 */
export async function shownBranch(
  services: ControlServices,
  sessionId: string,
  { b, turn }: { readonly b?: string | undefined; readonly turn?: string | undefined } = {},
): Promise<ShownBranch> {
  const active = await requireThread(services, "session", sessionId);
  const thread = b
    ? await namedBranch(services, active.session_id, b)
    : await branchWith(services, active, turn);
  const root = await requireRoot(services, active.session_id);
  const rootState = await root.state();
  const state = inSession(await thread.state(), rootState);
  const after = placeId(root.log.head().epoch, rootState.sequence);
  const own = { thread_id: root.thread_id, after };
  return {
    thread,
    state,
    root: own,
    ...(thread.thread_id !== active.thread_id && { b: thread.thread_id }),
  };
}

async function namedBranch(services: Services, session_id: string, b: string): Promise<Thread> {
  const thread = await requireThread(services, "branch", b);
  if (thread.thread_id === b && thread.session_id === session_id) return thread;
  throw new CommandError("not_found", `The session "${session_id}" has no branch "${b}"`);
}

async function branchWith(
  services: ControlServices,
  active: Thread,
  turn: string | undefined,
): Promise<Thread> {
  if (!turn || findTurn(await active.state(), turn) !== undefined) return active;
  const { thread } = await requireTurn(services, turn);
  if (thread.session_id === active.session_id) return thread;
  throw new CommandError("not_found", `The session "${active.session_id}" has no turn "${turn}"`);
}

/** What the turns of a page have to know of their branch, with a fresh key for its forms. */
export async function branchFrame(
  { thread, b }: ShownBranch,
  nonce: string,
  services: ControlServices,
): Promise<BranchFrame> {
  const { session_id, thread_id } = thread;
  const key = services.ids.next("t");
  const alternatives = await alternativesIn(thread, services);
  return { session_id, thread_id, alternatives, key, nonce, ...(b !== undefined && { b }) };
}

/** By turn of a thread, what else may stand in its place. */
export async function alternativesIn(
  { session_id, thread_id }: Thread,
  services: Services,
): Promise<ReadonlyMap<string, Alternatives>> {
  const threads = await threadsOf(session_id, services);
  const runs = threads.flatMap((thread) => thread.runs);
  const texts = new Map(runs.map(({ turn_id, text }) => [turn_id, text]));
  const siblings = [...siblingsOf(threads, thread_id)];
  return new Map(siblings.map(([turn, group]) => [turn, alternativesOf(group, texts)]));
}

/** The address of a branch: the session's, where it shows that branch anyway. `place` is a hash, `#` included. */
export async function branchPlace(
  { session_id, thread_id }: Thread,
  services: Services,
  place = "",
): Promise<string> {
  const active = await requireThread(services, "session", session_id);
  const query = active.thread_id === thread_id ? {} : { b: thread_id };
  return `${urls.session(session_id, query)}${place}`;
}
