import type { ArtifactState } from "#runtime/state/artifact-state.ts";
import type { ThreadState } from "#runtime/state/thread-state.ts";
import {
  headOf,
  type Observed,
  type SnapshotHead,
  type Untold,
  unavailable,
  unknown,
} from "./snapshot.ts";

/** An artifact by reference: its content stays where it is. */
export type ArtifactRef = Omit<ArtifactState, "content" | "height"> & { readonly run_id: string };

/** `artifact_checkpoint_summary` of seed 003: the newest version of each artifact of a thread. */
export interface ArtifactCheckpointSummary extends SnapshotHead<"artifact_checkpoint_summary"> {
  readonly artifacts: readonly ArtifactRef[];
  readonly validation: Untold;
  readonly differences: Untold;
}

export function artifactCheckpointSummary(
  state: ThreadState,
  observed: Observed,
): ArtifactCheckpointSummary {
  return {
    ...headOf("artifact_checkpoint_summary", state, observed),
    artifacts: state.turns.flatMap(({ run }) =>
      run.artifacts.map((artifact) => reference(artifact, run.run_id)),
    ),
    validation: unknown("Nobody has checked these artifacts"),
    differences: unavailable("Versions are not compared yet"),
  };
}

function reference(artifact: ArtifactState, run_id: string): ArtifactRef {
  const { content: _content, height: _height, ...known } = artifact;
  return { ...known, run_id };
}
