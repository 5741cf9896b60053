import { z } from "zod";

import type { ListedSchedule, SchedulerServices } from "#runtime/agent/trigger/scheduler.ts";
import { schedulesOf, scheduledWords } from "#runtime/agent/trigger/schedule.ts";
import { findRun, isTerminal } from "#runtime/state/run-queries.ts";
import { canonicalHash } from "#runtime/tool/canonical-hash.ts";
import { command, CommandError, type ControlServices } from "./command.ts";
import { findThread } from "./find-thread.ts";
import { submitTurn } from "./submit-turn.ts";

const ScheduleId = z.string().min(1).max(500);

export const listSchedules = command({
  name: "list_schedules",
  description: "The schedules of agents: next time, last turn, times that passed without one",
  kind: "read",
  input: z.strictObject({ agent: z.string().min(1).exactOptional() }),
  async run({ agent }, { schedules }): Promise<{ schedules: readonly ListedSchedule[] }> {
    return { schedules: (await schedules?.list(agent)) ?? [] };
  },
});

export const pauseSchedule = command({
  name: "pause_schedule",
  description: "Holds a schedule back: its times pass without a turn",
  kind: "write",
  input: z.strictObject({ schedule: ScheduleId }),
  run: ({ schedule }, services) => paused(schedule, true, services),
});

export const resumeSchedule = command({
  name: "resume_schedule",
  description: "Lets a schedule go on with its next time; nothing is made up for",
  kind: "write",
  input: z.strictObject({ schedule: ScheduleId }),
  run: ({ schedule }, services) => paused(schedule, false, services),
});

async function paused(
  id: string,
  isPaused: boolean,
  { schedules }: Pick<ControlServices, "schedules">,
): Promise<{ readonly status: "accepted" }> {
  if ((await schedules?.pause(id, isPaused)) === true) return { status: "accepted" };
  throw new CommandError("not_found", `There is no schedule "${id}"`);
}

/** What a scheduler works with: each time is a turn of a new session, sent as `schedule`. */
export function scheduledTurns(
  services: ControlServices,
  timezone: string,
): Pick<SchedulerServices, "schedules" | "submit" | "isOver"> {
  return {
    schedules: () => schedulesOf(services.agents, services.skills),
    submit: async (schedule, time) => {
      const sign = await canonicalHash([schedule.id, time]);
      const input = {
        input: { text: scheduledWords(schedule, time, timezone) },
        options: { agent: schedule.agent },
        source: "schedule",
        idempotency_key: `schedule:${sign}`,
      };
      const { session_id, run_id } = await submitTurn.run(submitTurn.input.parse(input), services);
      return { session_id, run_id };
    },
    isOver: async ({ run_id }) => {
      const thread = await findThread(services, run_id).catch(() => undefined); // It can be read no more.
      const run = thread && findRun(await thread.state(), run_id);
      return run === undefined || isTerminal(run.status);
    },
  };
}
