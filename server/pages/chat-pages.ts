import { Hono, type Context } from "hono";
import { z } from "zod";

import { CommandError } from "#runtime/control/command.ts";
import { perform } from "#runtime/control/dispatch.ts";
import { requireThread } from "#runtime/control/find-thread.ts";
import { interruptTurn } from "#runtime/control/interrupt-turn.ts";
import { steerTurn } from "#runtime/control/queue.ts";
import { hideBranch, selectBranch } from "#runtime/control/select-branch.ts";
import { submitTurn, type SubmittedTurn } from "#runtime/control/submit-turn.ts";
import { laneOf, LANES, type Lane } from "#runtime/event/lane.ts";
import { findTurn } from "#runtime/state/run-queries.ts";
import type { ThreadState } from "#runtime/state/thread-state.ts";
import type { Thread } from "#runtime/thread.ts";
import { asProblem } from "#server/command-problem.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import { ProblemError } from "#server/security/problem.ts";
import { keepSentFiles } from "#server/sent-files.ts";
import type { AppServices } from "#server/services.ts";
import { placeId } from "#server/sse/cursor.ts";
import type { BranchFrame } from "#views/chat/branch-frame.ts";
import { chatPage, shownRun } from "#views/chat/chat-page.ts";
import { windowTurns } from "#views/chat/earlier-turns.ts";
import { ACTIVITY_WINDOW_MS, type LaneTick } from "#views/chat/lane-activity.ts";
import { newChatPage } from "#views/chat/new-chat-page.ts";
import { SCENARIOS } from "#views/chat/start-view.ts";
import type { ThreadWindow } from "#views/chat/thread-window.ts";
import { turnView } from "#views/chat/turn-view.ts";
import { urls } from "#views/urls.ts";
import { readForm } from "./form.ts";
import { html, pageFrame, wantsFragment } from "./page.ts";
import { requireWindow } from "./require-window.ts";
import { branchFrame, branchPlace, shownBranch, type ShownBranch } from "./shown-branch.ts";

const TurnForm = z.object({
  message: z.string().trim().default(""),
  agent: z.string().exactOptional(),
  model: z.string().exactOptional(),
  /** The branch that the page shows. */
  thread_id: z.string().exactOptional(),
  idempotency_key: z.string().exactOptional(),
  /** Stops the run that the message would wait for. */
  now: z.literal("yes").exactOptional(),
});

/** Stops the run, or the one call that it names; with force, a run that is stopping ends at once. */
const StopForm = z.object({
  tool_call_id: z.string().exactOptional(),
  force: z.literal("yes").exactOptional(),
});

/** Events that are looked at for the sparklines: more do not fit into their window anyway. */
const MAX_TICKS = 4_000;

const EXAMPLE_QUESTIONS = [
  { message: "Which files talk about lanes, and what do they say?" },
  { message: "How does replay work here?" },
  { message: "Write a note that sums up how approvals work" },
];

/** The chat: a session's thread, its turns, sending and stopping. Each works as a plain form. */
export function chatPages(services: AppServices): Hono<AppEnv> {
  const { control } = services;
  const routes = new Hono<AppEnv>();

  routes.get("/", async (c) => {
    const newest = (await control.threads.sessions()).find(({ archived }) => !archived);
    return c.redirect(newest === undefined ? urls.chat() : urls.session(newest.session_id), 302);
  });

  routes.get("/chat", async (c) => {
    const frame = await pageFrame(c, services, "chat");
    const composer = { ...composerProps(services), ...chosenAgent(c, services) };
    const { defaultModel: model, origin } = services.models;
    const start = {
      model,
      offline: origin === "none",
      examples: EXAMPLE_QUESTIONS,
      scenarios: SCENARIOS,
      idempotency_key: composer.idempotency_key,
    };
    return html(c, newChatPage({ ...frame, start, composer }));
  });

  routes.post("/turns", async (c) => {
    const turn = await submit(c, services);
    return c.redirect(urls.session(turn.session_id), 303);
  });

  routes.get("/s/:session", async (c) => {
    const { b, turn } = c.req.query();
    const place = shownBranch(control, c.req.param("session"), { b, turn });
    return sessionPage(c, services, await asProblem(place));
  });

  routes.post("/s/:session/turns", async (c) => {
    const session_id = c.req.param("session");
    const { turn_id, thread_id } = await submit(c, services, session_id);
    if (wantsFragment(c)) return turnFragment(c, services, { session_id, turn_id, b: thread_id });
    const thread = await asProblem(requireThread(control, "thread", thread_id));
    return c.redirect(await branchPlace(thread, control, `#${turn_id}`), 303);
  });

  routes.get("/s/:session/turns/:turn", async (c) => {
    const { session: session_id, turn: turn_id } = c.req.param();
    const b = c.req.query("b");
    if (!wantsFragment(c)) return c.redirect(urls.turnPlace(session_id, turn_id, b), 302);
    return turnFragment(c, services, { session_id, turn_id, b });
  });

  routes.post("/runs/:run/interrupt", async (c) => {
    const run_id = c.req.param("run");
    const thread = await asProblem(requireThread(control, "run", run_id));
    const { force, ...call } = await readForm(c, StopForm);
    const rung = force === undefined ? call : { ...call, force: true as const };
    await asProblem(perform(interruptTurn, { run_id, ...rung }, control));
    if (wantsFragment(c)) return c.body(null, 204);
    return c.redirect(await branchPlace(thread, control), 303);
  });
  return routes;
}

async function submit(c: Context<AppEnv>, { control }: AppServices, session_id?: string) {
  const { message, thread_id, idempotency_key, now, ...options } = await readForm(c, TurnForm);
  const kept = await keepSentFiles(c, control);
  const attachments = kept.map(({ output_ref, name }) => ({ output_ref, name }));
  const input = {
    input: { text: message, ...(attachments.length > 0 && { attachments }) },
    options,
    ...(session_id !== undefined && { session_id }),
    ...(thread_id !== undefined && { thread_id }),
    ...(idempotency_key !== undefined && { idempotency_key }),
  };
  const turn = await asProblem(perform(submitTurn, input, control));
  if (thread_id !== undefined) await asProblem(showWhereWritten(turn, control));
  if (now === "yes" && turn.status === "queued") await asProblem(sendNow(turn.turn_id, control));
  return turn;
}

/** Where somebody writes, there the session goes on when it is opened again, also where that was hidden. */
async function showWhereWritten(
  { session_id, thread_id }: SubmittedTurn,
  control: AppServices["control"],
): Promise<void> {
  await perform(hideBranch, { thread_id, hidden: false }, control);
  await perform(selectBranch, { session_id, thread_id }, control);
}

/** Lets a turn that waits go first, unless its time has come meanwhile. */
async function sendNow(queued_turn_id: string, control: AppServices["control"]): Promise<void> {
  try {
    await perform(steerTurn, { queued_turn_id }, control);
  } catch (cause) {
    if (!(cause instanceof CommandError && cause.code === "conflict")) throw cause;
  }
}

/** The part of the thread that the address names, as a page or, for htmx, its turns alone. */
async function sessionPage(
  c: Context<AppEnv>,
  services: AppServices,
  branch: ShownBranch,
): Promise<Response> {
  const { thread, state, b, root } = branch;
  const window = requireWindow(state, c.req.query());
  const after = cursorOf(thread, state);
  const acts = await actsOf(c, services, branch);
  if (wantsFragment(c)) {
    const { session_id } = state;
    return html(c, windowTurns(window, { session_id, b, after, nonce: c.get("nonce"), ...acts }));
  }
  const page = {
    ...(await pageFrame(c, services, "chat")),
    thread: state,
    root,
    window,
    after,
    ...acts,
    ticks: await recentTicks(thread, state, window),
    mixer: { mute: lanesIn(c, "mute"), solo: lanesIn(c, "solo") },
    composer: composerProps(services, state),
  };
  return html(c, chatPage(page));
}

/** What can be done with the turns of a page: nothing with those of an imported session. */
async function actsOf(
  c: Context<AppEnv>,
  { control }: AppServices,
  branch: ShownBranch,
): Promise<{ readonly branch?: BranchFrame }> {
  if (branch.state.imported !== undefined) return {};
  return { branch: await branchFrame(branch, c.get("nonce"), control) };
}

async function turnFragment(
  c: Context<AppEnv>,
  services: AppServices,
  place: { readonly session_id: string; readonly turn_id: string; readonly b: string | undefined },
): Promise<Response> {
  const { session_id, turn_id, b } = place;
  const branch = await asProblem(shownBranch(services.control, session_id, { b, turn: turn_id }));
  const { thread, state } = branch;
  const turn = findTurn(state, turn_id);
  if (turn === undefined) {
    const detail = `The session has no turn "${turn_id}"`;
    throw new ProblemError({ status: 404, code: "not_found", title: "Not found", detail });
  }
  const after = cursorOf(thread, state);
  return html(c, turnView(turn, { after, ...(await actsOf(c, services, branch)) }));
}

function cursorOf(thread: Thread, state: ThreadState): string {
  return placeId(thread.log.head().epoch, state.sequence);
}

/** Agents that the composer lists; any other is chosen on its page. */
const MAX_OFFERED = 200;

function composerProps({ control, models }: AppServices, state?: ThreadState) {
  const last = state?.turns.at(-1)?.options;
  const agent = last?.agent ?? control.agents.resolve().id;
  const offered = control.agents.ids().slice(0, MAX_OFFERED);
  return {
    agents: offered.includes(agent) ? offered : [agent, ...offered],
    agent,
    models: models.list(),
    model: last?.model ?? models.defaultModel,
    idempotency_key: control.ids.next("t"),
  };
}

/** The agent that the address names, where there is one of that name. */
function chosenAgent(c: Context<AppEnv>, { control }: AppServices): { readonly agent?: string } {
  const agent = control.agents.find(c.req.query("agent") ?? "");
  return agent === undefined ? {} : { agent: agent.id };
}

/** When events came on which lane of the shown run, for the seconds that the sparklines cover. */
async function recentTicks(
  thread: Thread,
  state: ThreadState,
  window: ThreadWindow,
): Promise<readonly LaneTick[]> {
  const run = shownRun(window);
  if (run === undefined) return [];
  const from = Math.max(run.first_sequence - 1, run.last_sequence - MAX_TICKS);
  const entries = await thread.log.read(from, run.last_sequence - from);
  const end = Date.parse(run.ended_at ?? state.updated_at);
  return entries
    .filter(({ event }) => event.run_id === run.run_id)
    .map(({ event }) => ({ lane: laneOf(event), at: Date.parse(event.timestamp) }))
    .filter(({ at }) => at > end - ACTIVITY_WINDOW_MS);
}

function lanesIn(c: Context<AppEnv>, name: string): readonly Lane[] {
  const named = (c.req.query(name) ?? "").split(",");
  return LANES.filter((lane) => named.includes(lane));
}
