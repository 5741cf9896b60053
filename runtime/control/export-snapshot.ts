import { z } from "zod";

import { redactEvents } from "#runtime/replay/redact.ts";
import { emptyThread, fold } from "#runtime/state/fold.ts";
import type { Thread } from "#runtime/thread.ts";
import { command, type ControlServices } from "./command.ts";
import { RUNTIME_ID } from "./export-replay.ts";
import { requireThread } from "./find-thread.ts";
import { observe } from "./observed.ts";
import { type ProfileSnapshot, type SeenThread, toProfileSnapshot } from "./profile-snapshot.ts";

export const exportSnapshot = command({
  name: "export_snapshot",
  description: "A session as a snapshot of the published Agent Runtime profile, without secrets",
  kind: "read",
  input: z.strictObject({ session_id: z.string().min(1) }),
  async run({ session_id }, services): Promise<ProfileSnapshot> {
    const main = await requireThread(services, "session", session_id);
    const all = await services.threads.list();
    const others = all.filter(
      (known) => known.session_id === session_id && known.thread_id !== main.thread_id,
    );
    const seen: SeenThread[] = [];
    for (const { thread_id } of others) {
      seen.push(
        await seenWithoutSecrets(await requireThread(services, "thread", thread_id), services),
      );
    }
    return toProfileSnapshot([await seenWithoutSecrets(main, services), ...seen], RUNTIME_ID);
  },
});

/** A thread as those see it who may read an export: folded from what leaves. */
async function seenWithoutSecrets(thread: Thread, services: ControlServices): Promise<SeenThread> {
  const { session_id, thread_id, log } = thread;
  const entries = await log.read(0);
  const events = redactEvents(
    entries.map(({ event }) => event),
    services.secretValues,
  );
  return {
    state: events.reduce(fold, emptyThread(session_id, thread_id)),
    observed: observe(thread, services),
  };
}
