import { z } from "zod";

import { Objective } from "#runtime/control/task-fields.ts";
import { Json } from "#runtime/event/shared.ts";

/** `POST .../tasks`. The protocol lets the input be absent; a task without an objective is none here. */
export const TaskRequest = z.object({
  input: Objective.describe("What the task wants to reach"),
  additional_input: z
    .record(z.string(), Json)
    .nullish()
    .describe("Anything; `agent` and `model` choose who works on it"),
});
export type TaskRequest = z.infer<typeof TaskRequest>;

/** `POST .../steps`. Without an input the task is begun, or waited for. */
export const StepRequest = z.object({
  input: z.string().max(100_000).nullish().describe("What to do next"),
  additional_input: z.record(z.string(), Json).nullish(),
});
export type StepRequest = z.infer<typeof StepRequest>;

const MAX_PAGE_SIZE = 100;

/** Which page of a list; pages count from 1. */
export const PageRequest = z.object({
  current_page: z.coerce.number().int().min(1).default(1),
  page_size: z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).default(10),
});
export type PageRequest = z.infer<typeof PageRequest>;

/** The place of a page among all items. */
export const Pagination = z.object({
  total_items: z.int(),
  total_pages: z.int(),
  current_page: z.int(),
  page_size: z.int(),
});
export type Pagination = z.infer<typeof Pagination>;

/** One page of a list, and its place. */
export function pageOf<Item>(
  all: readonly Item[],
  { current_page, page_size }: PageRequest,
): { readonly items: readonly Item[]; readonly pagination: Pagination } {
  const start = (current_page - 1) * page_size;
  const total_items = all.length;
  const total_pages = Math.ceil(total_items / page_size);
  const pagination = { total_items, total_pages, current_page, page_size };
  return { items: all.slice(start, start + page_size), pagination };
}
