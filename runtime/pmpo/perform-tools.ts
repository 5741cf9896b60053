import type { EventDraft } from "#runtime/event/catalogue.ts";
import type { Json } from "#runtime/event/shared.ts";
import type { ApprovalState, RunState, ToolCallState } from "#runtime/state/thread-state.ts";
import { parseArguments } from "#runtime/tool/arguments.ts";
import { canonicalHash } from "#runtime/tool/canonical-hash.ts";
import { executeTool } from "#runtime/tool/execute.ts";
import type { Tool } from "#runtime/tool/tool.ts";
import { refusal } from "./authorize.ts";
import type { CallStops } from "./call-stops.ts";
import type { Drafts } from "./drafts.ts";
import { type KeptUpdate, keepWhole, outputFacts } from "./keep-whole.ts";
import { merge } from "./merge.ts";
import type { LoopServices } from "./services.ts";

interface ReadyCall {
  readonly call: ToolCallState;
  readonly tool: Tool;
  readonly args: Record<string, Json>;
  readonly idempotency_key: string;
}

/**
 * PERFORM, the tools' half. The intents are durable before the first effect (R5); progress comes as
 * it happens; results enter the log in the order of the calls, whoever is done first (R4).
 */
export async function* performTools(
  run: RunState,
  calls: readonly ToolCallState[],
  services: LoopServices,
  stops: CallStops,
): Drafts {
  const prepared = await Promise.all(calls.map((call) => prepare(run, call, services)));
  const ready = prepared.flatMap((call) => call.ready ?? []);
  const refused = prepared.flatMap((call) => call.refused ?? []);
  if (refused.length > 0) yield refused;
  if (ready.length === 0) return;

  yield ready.map(intent);
  try {
    yield* inCallOrder(ready, execute(ready, services, stops));
  } finally {
    stops.end();
  }
}

/** Checks the approval against the arguments once more: what runs is what was shown (S18). */
async function prepare(
  run: RunState,
  call: ToolCallState,
  { toolbox }: LoopServices,
): Promise<{ ready?: ReadyCall; refused?: EventDraft }> {
  const tool = toolbox.get(call.name);
  if (tool === undefined) return refuse(call, "unknown_tool", `${call.name} is gone`);

  const parsed = parseArguments(tool, call.arguments_text);
  if (!parsed.ok) return { refused: refusal(call, "invalid_arguments", parsed.error) };

  const approval = run.approvals.find(({ tool_call_id }) => tool_call_id === call.tool_call_id);
  if (approval && allowedHash(approval) !== (await canonicalHash(parsed.args))) {
    return refuse(call, "denied", "The arguments are not those that were allowed");
  }
  const idempotency_key = await canonicalHash([run.thread_id, run.turn_id, call.tool_call_id]);
  return { ready: { call, tool, args: parsed.args, idempotency_key } };
}

function allowedHash({ arguments_hash, edited }: ApprovalState): string {
  return edited?.arguments_hash ?? arguments_hash;
}

function refuse(call: ToolCallState, reason: "unknown_tool" | "denied", message: string) {
  return { refused: refusal(call, reason, { code: reason, message }) };
}

function intent({ call, tool, args, idempotency_key }: ReadyCall): EventDraft {
  return {
    type: "tool.started",
    tool_call_id: call.tool_call_id,
    payload: {
      name: tool.name,
      arguments: args,
      effect: tool.effect,
      attempt: (call.attempt ?? 0) + 1,
      idempotency_key,
    },
  };
}

function execute(ready: readonly ReadyCall[], services: LoopServices, stops: CallStops) {
  const { clock } = services;
  return merge(
    ready.map(({ call, tool, args, idempotency_key }) => {
      const signal = stops.signalFor(call.tool_call_id);
      const updates = executeTool(tool, args, { clock, signal, idempotency_key });
      return keepWhole(updates, services);
    }),
  );
}

async function* inCallOrder(
  ready: readonly ReadyCall[],
  updates: AsyncIterable<{ index: number; value: KeptUpdate }>,
): Drafts {
  const ends = new Map<number, readonly EventDraft[]>();
  let next = 0;
  for await (const { index, value } of updates) {
    const call = ready[index]?.call;
    if (call === undefined) continue;
    const drafts = updateDrafts(call, value);
    if (value.type === "progress") yield drafts;
    if (value.type !== "progress") ends.set(index, drafts);
    for (let end = ends.get(next); end !== undefined; end = ends.get(next)) {
      yield end;
      next += 1;
    }
  }
}

function updateDrafts(call: ToolCallState, update: KeptUpdate): readonly EventDraft[] {
  const { tool_call_id, name } = call;
  switch (update.type) {
    case "progress": {
      const { type: _, ...payload } = update;
      return [{ type: "tool.progress", tool_call_id, payload }];
    }
    case "result": {
      const { output, spilled } = update;
      const refs =
        spilled?.kept === undefined ? {} : { refs: { output_ref: spilled.kept.output_ref } };
      const facts = spilled === undefined ? [] : outputFacts(spilled);
      return [
        ...facts.map((fact) => ({ ...fact, tool_call_id })),
        { type: "tool.result", tool_call_id, payload: { name, output }, ...refs },
      ];
    }
    case "failed":
      return [refusal(call, update.reason, update.error)];
  }
}
