import { z } from "zod";

import type { EventDraft, EventOf } from "#runtime/event/catalogue.ts";
import { type TurnInput, TurnOptions } from "#runtime/event/turn.ts";
import { activeRun } from "#runtime/state/run-queries.ts";
import { TurnRequest } from "#runtime/event/turn-request.ts";
import { isSameInput } from "#runtime/state/turn-input.ts";
import type { ThreadState, TurnState } from "#runtime/state/thread-state.ts";
import type { Thread } from "#runtime/thread.ts";
import { command, CommandError, type ControlServices } from "./command.ts";
import { requireThread } from "./find-thread.ts";
import { hasContent, OptionalMessage, turnInput } from "./message-input.ts";

/** Turns that may wait in one thread. */
const MAX_QUEUED_TURNS = 100;
/** What a request may bring beside the message, in characters of its JSON. */
const MAX_REQUEST_CHARS = 600_000;
const TITLE_CHARS = 60;

const Fields = z.strictObject({
  session_id: z.string().min(1).exactOptional(),
  thread_id: z.string().min(1).exactOptional(),
  /** Empty only where a request brings results or a conversation. */
  input: OptionalMessage,
  options: TurnOptions.prefault({}),
  /** Through what it comes, such as `openai.chat`. */
  source: z.string().min(1).max(40).exactOptional(),
  request: TurnRequest.exactOptional(),
  /** Sent twice, with the same key or the same turn, it is one turn. */
  idempotency_key: z.string().min(1).max(200).exactOptional(),
  turn_id: z
    .string()
    .regex(/^t_[\w-]{1,80}$/, "A turn's id is t_ and up to 80 letters, digits, _ or -")
    .exactOptional(),
});
const Input = Fields.refine(saysAnything, {
  error: "Write a message or attach a file",
  path: ["input", "text"],
});
type Message = Omit<z.output<typeof Input>, "input"> & { readonly input: TurnInput };

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
  async run(asked, services): Promise<SubmittedTurn> {
    checkOptions(asked.options, services);
    checkSize(asked.request);
    const input = { ...asked, input: await turnInput(asked.input, services) };
    const { threads, ids } = services;
    const known = await namedThread(input, services);
    if (known !== undefined) return submitTo(known, input, services);
    const sign = input.idempotency_key ?? input.turn_id ?? ids.next("th");
    return threads.exclusive(`new:${sign}`, async () => {
      const before =
        (await threads.findByKey(input.idempotency_key)) ?? (await namedThread(input, services));
      const place = { session_id: ids.next("s"), thread_id: ids.next("th") };
      return submitTo(before ?? (await threads.open(place)), input, services);
    });
  },
});

function saysAnything({ input, request = {} }: z.output<typeof Fields>): boolean {
  const { results = [], history = [] } = request;
  return hasContent(input) || results.length + history.length > 0;
}

/** What no event could hold is refused before anything is stored. */
function checkSize(request: TurnRequest = {}): void {
  const chars = JSON.stringify(request).length;
  if (chars <= MAX_REQUEST_CHARS) return;
  const message = `The conversation, tools and results of the request have ${chars} characters, and ${MAX_REQUEST_CHARS} are taken; send less of it`;
  throw new CommandError("invalid_input", message);
}

/** An unknown agent or model is refused here, where the sender can still choose another. */
export function checkOptions(options: TurnOptions, { agents, models }: ControlServices): void {
  try {
    const agent = agents.resolve(options.agent);
    models.resolve(options.model ?? agent.model);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError("invalid_input", message, {}, { cause });
  }
}

/** The thread that the sender means; none, where the turn begins a session. */
async function namedThread(
  { thread_id, session_id, turn_id, idempotency_key }: Message,
  services: ControlServices,
): Promise<Thread | undefined> {
  if (thread_id !== undefined) {
    const thread = await requireThread(services, "thread", thread_id);
    if (session_id === undefined || session_id === thread.session_id) return thread;
    const message = `The thread "${thread_id}" is not one of the session "${session_id}"`;
    throw new CommandError("not_found", message);
  }
  if (session_id === undefined) {
    return turn_id === undefined ? undefined : services.threads.find(turn_id);
  }
  // Sent again, a message stays where it was, also when the session shows another branch by now.
  const { threads } = services;
  const named = turn_id === undefined ? undefined : await threads.find(turn_id);
  const sent = (await threads.findByKey(idempotency_key)) ?? named;
  return sent?.session_id === session_id ? sent : requireThread(services, "session", session_id);
}

/** A task that is there already, for a turn to try. */
export interface TriedTask {
  readonly task_id: string;
  /** What is to say of it with the turn. Throws a CommandError where it cannot be tried now. */
  facts(state: ThreadState): readonly EventDraft[];
}

/** Submits a message as a turn of such a task. */
export async function submitTask(
  thread: Thread,
  input: Pick<Message, "input" | "options" | "idempotency_key" | "source" | "request">,
  services: ControlServices,
  task: TriedTask,
): Promise<SubmittedTurn> {
  checkOptions(input.options, services);
  return submitTo(thread, input, services, task);
}

function submitTo(
  thread: Thread,
  input: Message,
  services: ControlServices,
  task?: TriedTask,
): Promise<SubmittedTurn> {
  return services.threads.exclusive(thread.thread_id, async () => {
    const state = await thread.state();
    const before = state.turns.find((turn) => isSame(turn, input));
    if (before !== undefined) return again(state, before, input);
    await checkTurnIsNew(thread, input, services);

    const isBusy = activeRun(state) !== undefined || state.turns.some(isQueued);
    if (state.turns.filter(isQueued).length >= MAX_QUEUED_TURNS) {
      const message = `${MAX_QUEUED_TURNS} messages wait in this thread; let some run first`;
      throw new CommandError("unavailable", message);
    }
    const turn = newIds(input, services, task);
    const { options, idempotency_key: key, source, request } = input;
    const keyed = key !== undefined && { idempotency_key: key };
    const brought = {
      ...(source !== undefined && { source }),
      ...(request !== undefined && { request }),
    };
    const opening = await opensSession(thread, state, titleOf(input.input), services);
    const facts = task?.facts(state);
    const begun = turnDrafts(turn, { input: input.input, options, ...keyed, ...brought }, facts);
    const queue = isBusy ? queueDrafts(state, turn) : [];
    const events = await thread.append([...opening, ...begun, ...queue]);
    const submitted = events.find(({ type }) => type === "turn.submitted");
    services.queue.wake(thread);
    return {
      ...place(state),
      ...turn,
      status: isBusy ? "queued" : "accepted",
      after: (submitted?.sequence ?? 1) - 1,
    };
  });
}

function isSame(turn: TurnState, { idempotency_key, turn_id }: Message): boolean {
  const sameKey = idempotency_key !== undefined && turn.idempotency_key === idempotency_key;
  return sameKey || (turn_id !== undefined && turn.turn_id === turn_id);
}

/** A turn's id stands once in all threads, so that everything can be found by it. */
async function checkTurnIsNew(
  { thread_id }: Thread,
  { turn_id }: Message,
  { threads }: ControlServices,
): Promise<void> {
  const holder = turn_id === undefined ? undefined : await threads.find(turn_id);
  if (holder === undefined || holder.thread_id === thread_id) return;
  const message = `The turn "${turn_id}" stands in another thread; send the message with another turn_id`;
  throw new CommandError("conflict", message);
}

/** The answer to a repeated submit. Other words under the same key are a mistake, and not lost silently. */
function again(state: ThreadState, turn: TurnState, { input }: Message): SubmittedTurn {
  const { turn_id, task_id, run_id } = turn;
  if (!isSameInput(turn, input) && turn.edited_at === undefined) {
    const message = `Another message was sent with this key, as turn "${turn_id}"; send this one with a new key`;
    throw new CommandError("conflict", message, { turn_id });
  }
  const status = state.queue.includes(turn_id) ? "queued" : "accepted";
  return { ...place(state), turn_id, task_id, run_id, status, after: turn.sequence - 1 };
}

/**
 * What comes before a turn in its own thread. What a branch's turn does to its session is written where the
 * session's facts are.
 */
async function opensSession(
  thread: Thread,
  state: ThreadState,
  title: string,
  { threads }: ControlServices,
): Promise<readonly EventDraft[]> {
  if (state.forked_from === undefined) return openingDrafts(state, title);
  const root = await threads.root(thread.session_id);
  if (root === undefined) return [];
  await threads.exclusive(root.thread_id, async () => {
    const drafts = openingDrafts(await root.state(), title);
    if (drafts.length > 0) await root.append(drafts);
  });
  return [];
}

/** What comes before the turn: the session's first facts, or its return from where it was put away. */
function openingDrafts(state: ThreadState, title: string): readonly EventDraft[] {
  if (state.archived) return [{ type: "session.updated", payload: { archived: false } }];
  const titled = { type: "session.updated", payload: { title } } as const;
  if (state.sequence > 0) return state.title === "" && state.turns.length === 0 ? [titled] : [];
  return [
    { type: "session.created", payload: { title } },
    { type: "thread.started", payload: {} },
  ];
}

/** The first line of the words, or the names of the files where there are none. */
function titleOf({ text, attachments = [] }: TurnInput): string {
  const names = attachments.map(({ name }) => name).join(", ");
  const line = (text === "" ? names : text).split("\n", 1)[0] ?? "";
  return line.length <= TITLE_CHARS ? line : `${line.slice(0, TITLE_CHARS - 1).trimEnd()}…`;
}

/** The first facts of a turn; `facts` are those of its task, where it is there already. */
export function turnDrafts(
  ids: Pick<SubmittedTurn, "turn_id" | "task_id" | "run_id">,
  payload: EventOf<"turn.submitted">["payload"],
  facts: readonly EventDraft[] = [createdDraft(payload)],
): readonly EventDraft[] {
  const submitted: EventDraft = { type: "turn.submitted", payload };
  const queued: EventDraft = { type: "task.queued", payload: {} };
  return [submitted, ...facts, queued].map((draft) => ({ ...draft, ...ids }));
}

function createdDraft({ input }: EventOf<"turn.submitted">["payload"]): EventDraft {
  return { type: "task.created", payload: { objective: input.text } };
}

function queueDrafts(
  state: ThreadState,
  { turn_id }: Pick<SubmittedTurn, "turn_id">,
): readonly EventDraft[] {
  const queue = [...state.queue, turn_id];
  return [{ type: "queue.changed", turn_id, payload: { change: "queued", queue } }];
}

function newIds(
  { turn_id }: Message,
  { ids }: ControlServices,
  task?: TriedTask,
): Pick<SubmittedTurn, "turn_id" | "task_id" | "run_id"> {
  const newTurn = turn_id ?? ids.next("t");
  return { turn_id: newTurn, task_id: task?.task_id ?? ids.next("task"), run_id: ids.next("r") };
}

function isQueued(turn: TurnState): boolean {
  return turn.run.status === "queued";
}

function place({ session_id, thread_id }: ThreadState) {
  return { session_id, thread_id };
}
