import { describe, expect, it } from "vitest";

import type { EventDraft, RuntimeEvent } from "#runtime/event/catalogue.ts";
import { GOLDEN_CASES } from "#runtime/replay/golden-cases.ts";
import { type EvidenceSignals, evidenceSignals } from "./evidence-signals.ts";
import { emptyThread, fold } from "./fold.ts";
import type { ThreadState } from "./thread-state.ts";

async function golden(name: string): Promise<readonly RuntimeEvent[]> {
  const found = GOLDEN_CASES.find((known) => known.name === name);
  if (found === undefined) throw new Error(`No golden history "${name}"`);
  return found.record();
}

function folded(events: readonly RuntimeEvent[]): ThreadState {
  return events.reduce(fold, emptyThread("s_1", "th_1"));
}

function signalsOf(events: readonly RuntimeEvent[]): EvidenceSignals {
  const state = folded(events);
  const turn = state.turns.at(-1);
  if (turn === undefined) throw new Error("The history has no turn");
  return evidenceSignals(turn, state.evidence);
}

/** The history with one more event of its run. */
function with_(events: readonly RuntimeEvent[], draft: EventDraft): readonly RuntimeEvent[] {
  const last = events.at(-1);
  if (last === undefined) throw new Error("The history is empty");
  const stamped = { ...last, event_id: "ev_more", sequence: last.sequence + 1, ...draft };
  return [...events, stamped];
}

describe("the evidence signals of a run", () => {
  it("are exported where the run has them, and not applicable where it did nothing of the kind", async () => {
    const plain = signalsOf(await golden("answer"));
    const tools = signalsOf(await golden("tool-failed"));

    expect(plain.signals).toMatchObject({
      timeline: "exported",
      model: "exported",
      context: "exported",
      outcome: "exported",
      tool_calls: "not_applicable",
      permissions: "not_applicable",
      artifacts: "not_applicable",
    });
    expect(tools.signals).toMatchObject({ tool_calls: "exported", permissions: "exported" });
    expect([...plain.known_gaps, ...tools.known_gaps]).toEqual([]);
  });

  it("call unsupported what nobody here does, and never a gap", async () => {
    const { signals, known_gaps } = signalsOf(await golden("answer"));

    expect(signals).toMatchObject({
      traces: "unsupported",
      verification: "unsupported",
      reviews: "unsupported",
    });
    expect(known_gaps).toEqual([]);
  });

  it("count a verification that was passed on, for its own run alone", async () => {
    const events = await golden("answer");
    const payload = { kind: "pack", title: "Checks" };
    const verification_outcomes = [{ name: "fixtures", status: "passed" }];
    const checked: EventDraft = {
      type: "evidence.changed",
      evidence_id: "evidence_1",
      payload: { ...payload, verification_outcomes },
    };

    expect(signalsOf(with_(events, checked)).signals.verification).toBe("exported");
    const other = with_(events, { ...checked, run_id: "r_other" });
    expect(signalsOf(other).signals.verification).toBe("unsupported");
  });

  it("say missing correlation of a call that no answer asked for, and name it as a gap", async () => {
    const events = await golden("answer");
    const call = { name: "write", arguments: {}, effect: "read", idempotency_key: "k" } as const;
    const stray: EventDraft = {
      type: "tool.started",
      tool_call_id: "call_stray",
      payload: { ...call, attempt: 1 },
    };

    expect(signalsOf(with_(events, stray))).toMatchObject({
      signals: { tool_calls: "missing_correlation" },
      known_gaps: ["tool_calls"],
    });
  });

  it("have no gap in any golden history", async () => {
    for (const { name, record } of GOLDEN_CASES) {
      const { turns, evidence } = folded(await record());
      const gaps = turns.flatMap((turn) => evidenceSignals(turn, evidence).known_gaps);
      expect([name, gaps]).toEqual([name, []]);
    }
  });
});
