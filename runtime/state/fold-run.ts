import type { EventOf, RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { ArtifactState } from "./artifact-state.ts";
import { foldActionRequired, foldActionResolved, foldPermission } from "./fold-action.ts";
import { foldCompaction } from "./fold-compaction.ts";
import { foldHook } from "./fold-hook.ts";
import { foldCancelRequested, foldEnded, foldStarted, foldStatus } from "./fold-lifecycle.ts";
import { foldEnvironment } from "./fold-environment.ts";
import { foldModel } from "./fold-model.ts";
import { foldOutput } from "./fold-output.ts";
import { foldRecovery } from "./fold-recovery.ts";
import { foldRouting } from "./fold-routing.ts";
import { foldCost, foldEstimate, foldLimit, foldQuota } from "./fold-spending.ts";
import { foldSubagent } from "./fold-subagent.ts";
import { foldTool } from "./fold-tool.ts";
import { addPart } from "./parts.ts";
import { isTerminal } from "./run-queries.ts";
import type { RunState } from "./thread-state.ts";

/**
 * A run after one more of its events. Pure; shares whatever did not change, so that a view can
 * compare by identity and a replay can keep any state it passed. A command may come behind the end while
 * that is on its way to the disk; an end stays the end (R1).
 */
export function foldRun(run: RunState, event: RuntimeEvent): RunState {
  const changed = change(run, event);
  const status = isTerminal(run.status) ? run.status : changed.status;
  return { ...changed, status, last_sequence: event.sequence };
}

function change(run: RunState, event: RuntimeEvent): RunState {
  switch (event.type) {
    case "model.requested":
    case "model.delta":
    case "model.completed":
    case "model.failed":
    case "reasoning.delta":
    case "reasoning.summary":
      return foldModel(run, event);
    case "tool.args":
    case "tool.started":
    case "tool.progress":
    case "tool.result":
    case "tool.failed":
    case "process.output":
      return foldTool(run, event);
    case "routing.candidates.resolved":
    case "routing.decided":
    case "routing.fallback.applied":
    case "routing.not_possible":
    case "routing.single_candidate":
      return foldRouting(run, event);
    case "turn.completed":
    case "turn.failed":
      return foldEnded(run, event);
    default:
      return foldOther(run, event);
  }
}

function foldOther(run: RunState, event: RuntimeEvent): RunState {
  switch (event.type) {
    case "turn.started":
      return foldStarted(run, event);
    case "run.status":
      return foldStatus(run, event);
    case "task.cancel_requested":
      return foldCancelRequested(run, event);
    case "tool.catalog.resolved":
      return { ...run, tools: event.payload.tools };
    case "context.resolved":
      return foldContext(run, event);
    case "context.compaction.started":
    case "context.compaction.completed":
    case "context.compaction.failed":
      return foldCompaction(run, event);
    case "output.spilled":
      return foldOutput(run, event);
    case "permission.evaluated":
      return foldPermission(run, event);
    case "action.required":
      return foldActionRequired(run, event);
    case "action.resolved":
      return foldActionResolved(run, event);
    case "hook.started":
    case "hook.completed":
    case "hook.failed":
      return foldHook(run, event);
    case "artifact.changed":
      return foldArtifact(run, event);
    case "cost.estimated":
      return foldEstimate(run, event);
    case "cost.recorded":
      return foldCost(run, event);
    case "quota.low":
      return foldQuota(run, event);
    case "limit.changed":
      return foldLimit(run, event);
    case "sandbox.applied":
    case "sandbox.violation":
    case "process.started":
    case "process.completed":
    case "process.failed":
    case "process.terminated":
      return foldEnvironment(run, event);
    case "subagent.spawned":
    case "subagent.status":
    case "subagent.completed":
    case "subagent.failed":
    case "subagent.closed":
      return foldSubagent(run, event);
    default:
      return foldRecovery(run, event);
  }
}

function foldContext(run: RunState, event: EventOf<"context.resolved">): RunState {
  const { system_prompt, agent: _agent, ...selected } = event.payload;
  return { ...run, system_prompt, context: { ...selected, sequence: event.sequence } };
}

/** A new version takes the place of the older one on the page, so that nothing moves. */
function foldArtifact(run: RunState, event: EventOf<"artifact.changed">): RunState {
  const artifact_id = event.artifact_id ?? event.event_id;
  const artifact: ArtifactState = { ...event.payload, artifact_id, sequence: event.sequence };
  const index = run.artifacts.findIndex((known) => known.artifact_id === artifact_id);
  if (index !== -1) return { ...run, artifacts: run.artifacts.with(index, artifact) };

  const artifacts = [...run.artifacts, artifact];
  if (artifact.kind !== "bundle") return { ...run, artifacts };
  return { ...run, artifacts, parts: addPart(run.parts, { kind: "bundle", artifact_id }, event) };
}
