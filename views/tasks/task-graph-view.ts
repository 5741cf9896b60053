import { html } from "@lit-labs/ssr";
import { svg, type TemplateResult } from "lit/html.js";

import { urls } from "#views/urls.ts";

/** A task beside another one, and what it is to it. */
export interface TaskNeighbour {
  readonly task_id: string;
  readonly title: string;
  readonly relation: "parent" | "child" | "blocks" | "blocked_by";
}

/** Tasks that one side of the picture shows; the list beside it has them all. */
const MAX_ROWS = 8;
const BOX = { width: 200, height: 32, gap: 10 };
const COLUMNS = [0, 260, 520] as const;
const MAX_CHARS = 26;

/**
 * What a task depends on at the left, what depends on it at the right, and the task between them.
 * A picture of the list beside it, which is what is read aloud.
 */
export function taskGraphView(title: string, neighbours: readonly TaskNeighbour[]): TemplateResult {
  const before = sideOf(neighbours, ["parent", "blocked_by"]);
  const after = sideOf(neighbours, ["child", "blocks"]);
  const rows = Math.max(1, before.length, after.length);
  const height = rows * (BOX.height + BOX.gap);
  const middle = (height - BOX.gap) / 2;
  return html`<svg
    class="task-graph"
    viewBox="0 0 ${COLUMNS[2] + BOX.width} ${height}"
    aria-hidden="true"
  >
    ${before.map((task, index) => [
      edge(COLUMNS[0] + BOX.width, centre(index), COLUMNS[1], middle, task.relation),
      box(COLUMNS[0], index, task),
    ])}
    ${after.map((task, index) => [
      edge(COLUMNS[1] + BOX.width, middle, COLUMNS[2], centre(index), task.relation),
      box(COLUMNS[2], index, task),
    ])}
    <g data-current>
      <rect
        x=${COLUMNS[1]}
        y=${middle - BOX.height / 2}
        width=${BOX.width}
        height=${BOX.height}
        rx="4"
      ></rect>
      <text x=${COLUMNS[1] + 10} y=${middle + 4}>${short(title)}</text>
    </g>
  </svg>`;
}

function sideOf(
  neighbours: readonly TaskNeighbour[],
  relations: readonly TaskNeighbour["relation"][],
): readonly TaskNeighbour[] {
  return neighbours.filter(({ relation }) => relations.includes(relation)).slice(0, MAX_ROWS);
}

function box(x: number, index: number, { task_id, title }: TaskNeighbour): TemplateResult {
  const y = index * (BOX.height + BOX.gap);
  return svg`<a href=${urls.task(task_id)} tabindex="-1">
    <rect x=${x} y=${y} width=${BOX.width} height=${BOX.height} rx="4"></rect>
    <text x=${x + 10} y=${y + BOX.height / 2 + 4}>${short(title)}</text>
  </a>`;
}

function edge(
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  relation: TaskNeighbour["relation"],
): TemplateResult {
  const isOrder = relation === "blocks" || relation === "blocked_by";
  const bend = (x1 + x2) / 2;
  return svg`<path d="M${x1} ${y1}C${bend} ${y1} ${bend} ${y2} ${x2} ${y2}" data-kind=${isOrder ? "order" : "part"}></path>`;
}

function centre(index: number): number {
  return index * (BOX.height + BOX.gap) + BOX.height / 2;
}

function short(text: string): string {
  return text.length <= MAX_CHARS ? text : `${text.slice(0, MAX_CHARS - 1)}…`;
}
