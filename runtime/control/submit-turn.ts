import { z } from "zod";

import type { EventDraft } from "#runtime/event/catalogue.ts";
import { TurnInput, TurnOptions } from "#runtime/event/turn.ts";
import { activeRun } from "#runtime/state/run-queries.ts";
import type { ThreadState, TurnState } from "#runtime/state/thread-state.ts";
import type { Thread } from "#runtime/thread.ts";
import { command, CommandError, type ControlServices } from "./command.ts";
import { requireThread } from "./find-thread.ts";

/** The longest message that a turn takes, in characters; more belongs in a file. */
const MAX_MESSAGE_CHARS = 100_000;
/** Turns that may wait in one thread. */
const MAX_QUEUED_TURNS = 100;
const TITLE_CHARS = 60;

const Input = z.strictObject({
  session_id: z.string().min(1).exactOptional(),
  thread_id: z.string().min(1).exactOptional(),
  input: TurnInput.extend({ text: z.string().trim().min(1).max(MAX_MESSAGE_CHARS) }),
  options: TurnOptions.prefault({}),
  idempotency_key: z.string().min(1).max(200).exactOptional(),
});

/** The accepted turn. `after` is the sequence before its first event: a stream from there misses nothing. */
export interface SubmittedTurn {
  readonly session_id: string;
  readonly thread_id: string;
  readonly turn_id: string;
  readonly task_id: string;
  readonly run_id: string;
  readonly status: "accepted" | "queued";
  readonly after: number;
}

export const submitTurn = command({
  name: "submit_turn",
  description: "Hands a message to an agent; without a session it starts one",
  kind: "write",
  input: Input,
  async run(input, services): Promise<SubmittedTurn> {
    checkOptions(input.options, services);
    const key = input.thread_id ?? input.session_id ?? `new:${input.idempotency_key ?? ""}`;
    const lock = key === "new:" ? services.ids.next("th") : key;
    return services.threads.exclusive(lock, async () => submit(input, services));
  },
});

/** An unknown agent or model is refused here, where the sender can still choose another. */
function checkOptions(options: TurnOptions, { agents, models }: ControlServices): void {
  try {
    const agent = agents.resolve(options.agent);
    models.resolve(options.model ?? agent.model);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError("invalid_input", message, {}, { cause });
  }
}

async function submit(
  input: z.output<typeof Input>,
  services: ControlServices,
): Promise<SubmittedTurn> {
  const { thread, isNew } = await targetThread(input, services);
  const state = await thread.state();
  const before = state.turns.find(
    (turn) => turn.idempotency_key !== undefined && turn.idempotency_key === input.idempotency_key,
  );
  if (before !== undefined) return answer(state, before, before.sequence - 1);

  const isBusy = activeRun(state) !== undefined || state.turns.some(isQueued);
  if (state.turns.filter(isQueued).length >= MAX_QUEUED_TURNS) {
    const message = `${MAX_QUEUED_TURNS} messages wait in this thread; let some run first`;
    throw new CommandError("unavailable", message);
  }
  const turn = newIds(services);
  const opening = isNew ? openingDrafts(input.input.text) : [];
  const queue = isBusy ? queueDrafts(state, turn) : [];
  await thread.append([...opening, ...turnDrafts(turn, input), ...queue]);
  services.queue.wake(thread);
  return {
    ...place(state),
    ...turn,
    status: isBusy ? "queued" : "accepted",
    after: state.sequence + opening.length,
  };
}

async function targetThread(
  input: z.output<typeof Input>,
  services: ControlServices,
): Promise<{ thread: Thread; isNew: boolean }> {
  const { threads, ids } = services;
  if (input.thread_id !== undefined) {
    return { thread: await requireThread(services, "thread", input.thread_id), isNew: false };
  }
  if (input.session_id !== undefined) {
    return { thread: await requireThread(services, "session", input.session_id), isNew: false };
  }
  const known = await threads.findByKey(input.idempotency_key);
  if (known !== undefined) return { thread: known, isNew: false };
  const place = { session_id: ids.next("s"), thread_id: ids.next("th") };
  return { thread: await threads.open(place), isNew: true };
}

function openingDrafts(text: string): readonly EventDraft[] {
  return [
    { type: "session.created", payload: { title: titleOf(text) } },
    { type: "thread.started", payload: {} },
  ];
}

function titleOf(text: string): string {
  const line = text.split("\n", 1)[0] ?? "";
  return line.length <= TITLE_CHARS ? line : `${line.slice(0, TITLE_CHARS - 1).trimEnd()}…`;
}

function turnDrafts(
  ids: Pick<SubmittedTurn, "turn_id" | "task_id" | "run_id">,
  { input, options, idempotency_key }: z.output<typeof Input>,
): readonly EventDraft[] {
  const payload = { input, options, ...(idempotency_key !== undefined && { idempotency_key }) };
  return [
    { type: "turn.submitted", ...ids, payload },
    { type: "task.created", ...ids, payload: { objective: input.text } },
    { type: "task.queued", ...ids, payload: {} },
  ];
}

function queueDrafts(
  state: ThreadState,
  { turn_id }: Pick<SubmittedTurn, "turn_id">,
): readonly EventDraft[] {
  const queue = [...state.queue, turn_id];
  return [{ type: "queue.changed", turn_id, payload: { change: "queued", queue } }];
}

function newIds({ ids }: ControlServices) {
  return { turn_id: ids.next("t"), task_id: ids.next("task"), run_id: ids.next("r") };
}

function isQueued(turn: TurnState): boolean {
  return turn.run.status === "queued";
}

function place({ session_id, thread_id }: ThreadState) {
  return { session_id, thread_id };
}

function answer(state: ThreadState, turn: TurnState, after: number): SubmittedTurn {
  const { turn_id, task_id, run_id } = turn;
  const status = isQueued(turn) ? "queued" : "accepted";
  return { ...place(state), turn_id, task_id, run_id, status, after };
}
