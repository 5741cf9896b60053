import { answerText } from "#runtime/state/run-queries.ts";
import type { RunStatus } from "#runtime/state/thread-state.ts";
import type { AlignBy } from "./alignment.ts";
import type { ComparedRun } from "./compared-run.ts";
import { compareEvents, COMPARED_EVENTS_MAX, type RowCounts } from "./event-comparison.ts";
import { differenceWords, firstDifference } from "./first-difference.ts";
import { markChanges, type MarkedChange } from "./marked-changes.ts";
import { compareMetrics, metricsOf, type MetricRow } from "./metrics.ts";
import { comparePrompts, type PromptComparison } from "./prompt-comparison.ts";
import {
  rowReadModels,
  unitReadModel,
  type RowReadModel,
  type UnitReadModel,
} from "./row-read-model.ts";
import { compareStates } from "./state-comparison.ts";
import { compareTexts, type TextRow } from "./text-comparison.ts";
import { CHANGES_MAX } from "./value-changes.ts";

/** Two runs side by side as programs read it (`GET /compare.json`). */
export interface ComparisonReadModel {
  readonly a: RunSide;
  readonly b: RunSide;
  readonly by: AlignBy;
  /** Events, of A where both have them; an event that changed counts once. */
  readonly counts: RowCounts;
  /** Stretches of rows that are not the same. */
  readonly differences: number;
  /** Absent where nothing differs. */
  readonly first_difference?: {
    readonly words: string;
    readonly a?: UnitReadModel;
    readonly b?: UnitReadModel;
  };
  /** False where the two differ too much to search for the best alignment. */
  readonly is_exact: boolean;
  readonly metrics: readonly MetricRow[];
  /** In order; what is the same in a stretch takes one row. */
  readonly rows: readonly RowReadModel[];
  /** Whether there are more rows, or more places of the state, than are told. */
  readonly is_cut: boolean;
  readonly answer: readonly TextRow[];
  readonly prompt: PromptComparison;
  readonly state: readonly MarkedChange[];
}

interface RunSide {
  readonly run_id: string;
  readonly through?: number;
  readonly title: string;
  readonly question: string;
  readonly status: RunStatus;
  readonly agent: string;
  readonly model: string;
  readonly submitted_at: string;
  readonly events: number;
  /** Events beyond the most that are compared. */
  readonly events_left_out: number;
}

/** Most rows that are told; a page shows the rest. */
const ROWS_MAX = 5_000;

/** Everything that tells two runs apart. */
export function comparisonReadModel(
  a: ComparedRun,
  b: ComparedRun,
  by: AlignBy,
): ComparisonReadModel {
  const events = compareEvents(a.events, b.events, by);
  const state = compareStates(a.turn.run, b.turn.run);
  const rows = rowReadModels(events, [a.events, b.events], ROWS_MAX + 1);
  const first = firstDifference(events);
  return {
    a: runSide(a),
    b: runSide(b),
    by,
    counts: events.counts,
    differences: events.differences.length,
    ...(first && {
      first_difference: {
        words: differenceWords(first),
        ...(first.a && { a: unitReadModel(first.a, a.events) }),
        ...(first.b && { b: unitReadModel(first.b, b.events) }),
      },
    }),
    is_exact: events.isExact,
    metrics: compareMetrics(metricsOf(a.events, a.turn.run), metricsOf(b.events, b.turn.run)),
    rows: rows.slice(0, ROWS_MAX),
    is_cut: rows.length > ROWS_MAX || state.length === CHANGES_MAX,
    answer: compareTexts(answerText(a.turn.run), answerText(b.turn.run)),
    prompt: comparePrompts(a.prompt, b.prompt),
    state: markChanges(state),
  };
}

function runSide({ run_id, through, title, events, turn }: ComparedRun): RunSide {
  const { status, agent, model } = turn.run;
  return {
    run_id,
    ...(through !== undefined && { through }),
    title,
    question: turn.text,
    status,
    agent,
    model,
    submitted_at: turn.submitted_at,
    events: events.length,
    events_left_out: Math.max(0, events.length - COMPARED_EVENTS_MAX),
  };
}
