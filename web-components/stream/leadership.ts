const LEADER_LOCK = "uar-leader";
const TAB_LOCK = "uar-tab-";

export interface Leadership {
  readonly signal: AbortSignal;
  /** Called once, when the others can see that this tab is open. */
  readonly onOpen: () => void;
  /** Called once, when this tab is the one that holds the stream. */
  readonly onLead: () => void;
}

/**
 * Makes one tab of the browser the leader, and another one as soon as that one is gone: the lock goes
 * with the tab, also when it crashes. Without Web Locks each tab leads itself.
 */
export function runForLeader(tab: string, { signal, onOpen, onLead }: Leadership): void {
  // Absent outside of secure contexts, whatever the type says.
  const locks = navigator.locks as LockManager | undefined;
  if (locks === undefined) {
    onLead();
    return;
  }
  holdUntilAborted(locks, TAB_LOCK + tab, signal, onOpen);
  holdUntilAborted(locks, LEADER_LOCK, signal, onLead);
}

/** The tabs that are open now; just this one where it cannot be known. */
export async function openTabs(tab: string): Promise<ReadonlySet<string>> {
  const locks = navigator.locks as LockManager | undefined;
  const held = (await locks?.query())?.held ?? [];
  const names = held.map((lock) => lock.name ?? "").filter((name) => name.startsWith(TAB_LOCK));
  return new Set([tab, ...names.map((name) => name.slice(TAB_LOCK.length))]);
}

function holdUntilAborted(
  locks: LockManager,
  name: string,
  signal: AbortSignal,
  onHeld: () => void,
): void {
  locks
    .request(name, { signal }, async () => {
      onHeld();
      await aborted(signal);
    })
    .catch(ignoreAbort);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
    if (signal.aborted) resolve();
  });
}

/** A tab that leaves before its turn gives its request up; that is no error. */
function ignoreAbort(error: unknown): void {
  if (!(error instanceof DOMException) || error.name !== "AbortError") reportError(error);
}
