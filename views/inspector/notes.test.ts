import { describe, expect, it } from "vitest";

import type { Entry } from "#runtime/log/port.ts";
import { EventIndex } from "./event-index.ts";
import { sampleRun } from "./sample-run.ts";
import { complete, request, result, scriptRun, start, text, type Write } from "./script-run.ts";
import { studyRun } from "./study.ts";

function notes(entries: readonly Entry[]) {
  return studyRun(new EventIndex(entries), { idle: "skip" }).notes;
}

function run(script: (write: Write) => void) {
  return notes(
    scriptRun((write) => {
      write(0, { type: "turn.submitted", payload: { input: { text: "?" }, options: {} } });
      script(write);
    }),
  );
}

const done = (write: Write) => write(5, { type: "turn.completed", payload: { usage: {} } });

describe("notes", () => {
  it("point at a long silence, and at what was waited for", () => {
    expect(notes(sampleRun())).toEqual([
      {
        text: "27.3 s without events",
        why: "tests.run was open and said nothing",
        lane: "status",
        from: 94,
        to: 95,
        at: 95,
      },
    ]);
  });

  it("are none for a run without anything odd", () => {
    const calm = run((write) => {
      request(write, 10, "st_1", 1);
      text(write, "st_1", "All is well", 20);
      complete(write, 10, "st_1", []);
      done(write);
    });

    expect(calm).toEqual([]);
  });

  it("point at a tool that took most of the active time", () => {
    const slow = run((write) => {
      start(write, 10, "st_1", "call_1", "web__fetch", { url: "a" });
      write(900, { type: "tool.progress", tool_call_id: "call_1", payload: {} });
      result(write, 900, "st_1", "call_1", "web__fetch", "ok");
      done(write);
    });

    expect(slow.map((note) => note.text)).toEqual(["web.fetch is 99 % of active time"]);
    expect(slow[0]?.why).toBe("1 call took 1.8 s of 1.8 s");
  });

  it("point at a call that the run ended without a result of", () => {
    const open = run((write) => {
      start(write, 10, "st_1", "call_1", "fs__read", { path: "a" });
      done(write);
    });

    expect(open[0]).toMatchObject({ text: "fs.read has no result", from: 2, to: 3 });
  });

  it("leave an open call of a live run alone", () => {
    expect(run((write) => start(write, 10, "st_1", "call_1", "fs__read", { path: "a" }))).toEqual(
      [],
    );
  });

  it.each(["deny", "expired"] as const)("point at an approval that ended in %s", (decision) => {
    const refused = run((write) => {
      write(5, {
        type: "action.required",
        action_id: "act_1",
        payload: {
          action_type: "tool_approval",
          tool: "fs__write",
          arguments: {},
          arguments_hash: "h",
          prompt: "Write",
          rule: "writes ask",
          decisions: ["deny"],
        },
      });
      write(5, {
        type: "action.resolved",
        action_id: "act_1",
        payload: { decision, decided_by: "person" },
      });
    });

    expect(refused[0]).toMatchObject({ lane: "approvals", from: 2, to: 3, at: 3 });
    expect(refused[0]?.text).toContain("approval fs.write");
  });

  it("point at a late first token", () => {
    const late = run((write) => {
      request(write, 10, "st_1", 1);
      text(write, "st_1", "Finally", 2_500);
    });

    expect(late.map((note) => note.text)).toEqual(["First token after 2.5 s"]);
  });

  it("point at the same call made three times", () => {
    const circling = run((write) => {
      for (const id of ["call_1", "call_2", "call_3"]) {
        start(write, 1, "st_1", id, "fs__read", { path: "a" });
        result(write, 1, "st_1", id, "fs__read", "x");
        text(write, "st_1", "Hm, let me read that once more", 30);
      }
      done(write);
    });

    expect(circling[0]).toMatchObject({
      text: "fs.read called 3 times with the same arguments",
      from: 2,
    });
  });

  it("point at a failed model, a cut answer and a truncated output", () => {
    const broken = run((write) => {
      request(write, 10, "st_1", 1);
      write(5, {
        type: "model.completed",
        step_id: "st_1",
        payload: { finish_reason: "length", usage: {}, tool_calls: [] },
      });
      write(5, {
        type: "output.truncated",
        payload: { total_bytes: 1_000, kept_bytes: 250, kept: "head" },
      });
      request(write, 10, "st_2", 1);
      write(5, {
        type: "model.failed",
        step_id: "st_2",
        payload: { reason: "error", error: { code: "http_500", message: "Upstream is down" } },
      });
    });

    expect(broken.map((note) => note.text)).toEqual([
      "Model call failed: Upstream is down",
      "Answer was cut off",
      "Output truncated to 25 %",
    ]);
  });

  it("say nothing of a model call that a person stopped", () => {
    const stopped = run((write) => {
      request(write, 10, "st_1", 1);
      write(5, {
        type: "model.failed",
        step_id: "st_1",
        payload: { reason: "cancelled", error: { code: "cancelled", message: "Stopped" } },
      });
    });

    expect(stopped).toEqual([]);
  });
});

const asked = (write: Write, step_id: string, more: object = {}) =>
  write(10, {
    type: "model.requested",
    step_id,
    payload: { provider: "openai", model: "gpt-5-mini", message_count: 1, tools: 0, ...more },
  });
const answered = (write: Write, step_id: string, input_tokens: number) =>
  write(10, {
    type: "model.completed",
    step_id,
    payload: { finish_reason: "stop", usage: { input_tokens }, tool_calls: [] },
  });

describe("notes on models", () => {
  it("point at a request that was answered and sent again", () => {
    const twice = run((write) => {
      asked(write, "st_1", { request_hash: "sha256:1" });
      answered(write, "st_1", 10);
      asked(write, "st_2", { request_hash: "sha256:1" });
      answered(write, "st_2", 10);
    });

    expect(twice).toMatchObject([{ text: "Same request sent twice", from: 2, to: 4, at: 4 }]);
  });

  it("call a request that failed and went again a retry", () => {
    const retried = run((write) => {
      asked(write, "st_1", { request_hash: "sha256:1" });
      asked(write, "st_1", { request_hash: "sha256:1", attempt: 2 });
      answered(write, "st_1", 10);
    });

    expect(retried).toMatchObject([{ text: "Model call tried 2 times", from: 2, to: 3 }]);
  });

  it("point at a context that more than doubled, where it is large", () => {
    const steps = (...tokens: readonly number[]) =>
      run((write) => {
        for (const [at, count] of tokens.entries()) answered(write, `st_${at}`, count);
      });

    expect(steps(2_000, 5_000)).toMatchObject([
      { text: "Context grew 2.5× in a step", why: "From 2,000 to 5,000 tokens", from: 2, at: 3 },
    ]);
    expect(steps(2_000, 4_000)).toEqual([]);
    expect(steps(100, 1_900)).toEqual([]);
  });

  it("point at a citation that leads nowhere", () => {
    const cited = (citation: object) =>
      run((write) => {
        start(write, 1, "st_1", "call_1", "fs__read", { path: "a" });
        result(write, 1, "st_1", "call_1", "fs__read", "x");
        const payload = { citation: { index: 3, title: "Somewhere", ...citation } };
        write(30, { type: "model.delta", step_id: "st_1", payload });
      }).map(({ text: words }) => words);

    expect(cited({})).toEqual(["Citation 3 has no source"]);
    expect(cited({ tool_call_id: "call_9" })).toEqual(["Citation 3 has no source"]);
    expect(cited({ tool_call_id: "call_1" })).toEqual([]);
    expect(cited({ url: "https://example.org" })).toEqual([]);
  });
});

describe("notes on tools and budgets", () => {
  it("point at a call that was begun again", () => {
    const again = run((write) => {
      for (const attempt of [1, 2]) write(1, started(attempt));
      result(write, 1, "st_1", "call_1", "fs__read", "x");
      text(write, "st_1", "Now it worked", 30);
    });

    expect(again[0]).toMatchObject({ text: "fs.read tried 2 times", from: 2, at: 3 });
  });

  it("point at a budget from four fifths on, by its last word", () => {
    const spent = (...used: readonly number[]) =>
      run((write) => {
        for (const part of used) {
          const payload = { limit: "tool_calls", used: part, max: 10, state: "near" } as const;
          write(1, { type: "limit.changed", payload });
        }
      });

    expect(spent(7, 9)).toMatchObject([{ text: "Tool calls at 90 % of its budget", at: 3 }]);
    expect(spent(8)).toEqual([]);
  });

  it("point at numbers that are missing inside of an answer", () => {
    const whole = scriptRun((write) => {
      write(0, { type: "turn.submitted", payload: { input: { text: "?" }, options: {} } });
      text(write, "st_1", "one two three four", 20);
    });

    expect(notes(whole)).toEqual([]);
    expect(notes(whole.filter(({ event }) => event.sequence !== 3))).toMatchObject([
      { text: "1 event missing in an answer", from: 2, to: 4, at: 4 },
    ]);
  });
});

function started(attempt: number) {
  return {
    type: "tool.started",
    step_id: "st_1",
    tool_call_id: "call_1",
    payload: { name: "fs__read", arguments: {}, effect: "read", attempt, idempotency_key: "k" },
  } as const;
}
