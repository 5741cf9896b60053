import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import type { ListedSchedule } from "#runtime/agent/trigger/scheduler.ts";
import { dateTime } from "#views/date-time.ts";
import { urls } from "#views/urls.ts";

/** When an agent is asked by itself: next time, last turn, what passed without one; empty where never. */
export function scheduleList({
  schedules,
}: {
  readonly schedules: readonly ListedSchedule[];
}): TemplateResult | string {
  if (schedules.length === 0) return "";
  return html`<section>
    <h2>Schedules</h2>
    <ul class="rows">
      ${schedules.map(row)}
    </ul>
  </section>`;
}

function row(schedule: ListedSchedule): TemplateResult {
  const { id, agent, skill, cron, paused } = schedule;
  return html`<li>
    <span class="row-main"><code>${cron}</code> ${skill}</span>
    <span class="row-text"
      >${nextWords(schedule)} ${lastWords(schedule)} ${missedWords(schedule)}</span
    >
    <form class="row-end" method="post" action=${urls.schedules(agent)}>
      <input type="hidden" name="schedule" value=${id} />
      <button
        class="button small"
        name="to"
        value=${paused ? "resume" : "pause"}
        aria-label=${`${paused ? "Resume" : "Pause"} ${skill}, ${cron}`}
      >
        ${paused ? "Resume" : "Pause"}
      </button>
    </form>
  </li>`;
}

function nextWords({ next, paused, asks_first, problem }: ListedSchedule): TemplateResult | string {
  if (problem !== undefined) return problem;
  if (paused) return asks_first ? "Paused: a pushed agent begins when you say so." : "Paused.";
  if (next === undefined) return "It has no further time.";
  return html`Next <time datetime=${next}>${dateTime(next)}</time>.`;
}

function lastWords({ last }: ListedSchedule): TemplateResult | string {
  if (last === undefined) return "It has not run yet.";
  return html`<a href=${urls.run(last.run_id)}
      >Last run, for <time datetime=${last.time}>${dateTime(last.time)}</time></a
    >.`;
}

const BECAUSE = {
  away: "nobody was there",
  busy: "the run before was still going on",
  refused: "no turn could begin",
} as const;

function missedWords({ missed }: ListedSchedule): string {
  if (missed === undefined) return "";
  const { count, first, last, because } = missed;
  const times =
    count === 1
      ? `The time ${dateTime(first)}`
      : `${count} times, ${dateTime(first)} to ${dateTime(last)},`;
  return `${times} passed without a run: ${BECAUSE[because]}.`;
}
