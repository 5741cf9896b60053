import { join } from "node:path";
import type { Logger } from "pino";

import { ScheduleRecords } from "#runtime/agent/trigger/schedule-store.ts";
import { Scheduler } from "#runtime/agent/trigger/scheduler.ts";
import type { ControlServices } from "#runtime/control/command.ts";
import { scheduledTurns } from "#runtime/control/schedules.ts";
import { openRecordsFile } from "#runtime/node-records-file.ts";
import { systemClock } from "#runtime/system-services.ts";
import type { Config } from "./config.ts";
import type { ServeOptions } from "./serve-options.ts";

/** When agents of this server are asked by themselves. */
export interface ServerSchedules {
  readonly scheduler: Scheduler;
  /** Begins to look at the times. */
  start(): void;
  /** Resolves once no further turn begins. */
  close(): Promise<void>;
}

/** The schedules of the agents, in the time zone of the user. Nothing starts before `start()`. */
export function serverSchedules(
  { data }: Pick<ServeOptions, "data">,
  { user }: Pick<Config, "user">,
  control: ControlServices,
  logger: Pick<Logger, "warn">,
): ServerSchedules {
  const { timezone } = user;
  const scheduler = new Scheduler({
    clock: systemClock,
    timezone,
    store: openRecordsFile(join(data, "sys", "schedules.json"), ScheduleRecords, "schedules"),
    report: (error) => logger.warn({ err: error }, "A schedule"),
    ...scheduledTurns(control, timezone),
  });
  const over = new AbortController();
  let running: Promise<void> | undefined;
  return {
    scheduler,
    start: () => {
      running = scheduler.run(over.signal);
    },
    close: async () => {
      over.abort();
      await running;
    },
  };
}
