import type { CatalogTool } from "#runtime/event/tool.ts";
import type { Agent } from "#runtime/agent/agent.ts";
import type { RunSummary, ThreadSummary } from "#runtime/state/summary.ts";
import type { Place } from "#views/go/place.ts";
import { statusWords } from "#views/runs/run-status.ts";
import { toolAddress } from "#views/tools/tool-place.ts";
import { urls } from "#views/urls.ts";

/** Places of one kind that an answer lists. */
const MAX_OF_A_KIND = 6;
/** Runs that one search looks at, the newest first. */
const MAX_RUNS = 5_000;

/** Everything that can be gone to. */
export interface Everything {
  readonly threads: readonly ThreadSummary[];
  readonly tools: readonly CatalogTool[];
  readonly agents: readonly Agent[];
}

/** `318` is an event of the run at hand, `r_8f2c/318` of the run whose id begins or ends so. */
const EVENT = /^(?:(r_[\w-]+)\/)?([1-9][0-9]{0,8})$/;
const RUN = /^r_[\w-]*$/;

/** The places that a query names; without one the pages and the newest sessions. */
export function findPlaces(
  query: string,
  everything: Everything,
  atHand: string | undefined,
): readonly Place[] {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const runs = newestRuns(everything.threads);
  const kinds = [
    eventPlaces(query, runs, atHand),
    words.length === 0 ? [] : runPlaces(query, words, runs),
    best(PAGES, words),
    best(
      everything.threads.filter((thread) => !thread.archived || words.length > 0).map(sessionPlace),
      words,
    ),
    words.length === 0 ? [] : best(everything.tools.map(toolPlace), words),
    words.length === 0 ? [] : best(everything.agents.map(agentPlace), words),
  ];
  return kinds.flat();
}

/** The one place that an id names; undefined for words, and for what several places could be. */
export function exactPlace(query: string, places: readonly Place[]): Place | undefined {
  const isEvent = EVENT.test(query);
  if (!isEvent && !RUN.test(query)) return undefined;
  const named = places.filter(({ kind }) => kind === (isEvent ? "event" : "run"));
  return named.length === 1 ? named[0] : undefined;
}

function newestRuns(threads: readonly ThreadSummary[]): readonly RunSummary[] {
  return threads
    .flatMap(({ runs }) => runs)
    .toSorted((left, right) => right.submitted_at.localeCompare(left.submitted_at))
    .slice(0, MAX_RUNS);
}

function eventPlaces(
  query: string,
  runs: readonly RunSummary[],
  atHand: string | undefined,
): readonly Place[] {
  const [, id = atHand, number] = EVENT.exec(query) ?? [];
  if (number === undefined) return [];
  const sequence = Number(number);
  const meant = id === undefined ? runs.slice(0, 1) : runs.filter((run) => isCalled(run, id));
  return meant
    .filter((run) => run.first_sequence <= sequence && sequence <= run.last_sequence)
    .slice(0, MAX_OF_A_KIND)
    .map(({ run_id, text }) => ({
      kind: "event",
      title: `Event ${sequence}`,
      detail: `${text} · ${run_id}`,
      href: urls.event(run_id, sequence),
    }));
}

/** Ids are long and their beginnings alike, so that the end of one names it, too. */
function isCalled({ run_id }: RunSummary, id: string): boolean {
  return run_id.startsWith(id) || run_id.endsWith(id.replace(/^r_/, ""));
}

function runPlaces(
  query: string,
  words: readonly string[],
  runs: readonly RunSummary[],
): readonly Place[] {
  if (!RUN.test(query)) return best(runs.map(runPlace), words);
  const called = runs.filter((run) => isCalled(run, query));
  return called.slice(0, MAX_OF_A_KIND).map(runPlace);
}

function runPlace({ run_id, text, status }: RunSummary): Place {
  const detail = `${statusWords(status)} · ${run_id}`;
  return { kind: "run", title: text, detail, href: urls.run(run_id) };
}

function sessionPlace({ session_id, title, archived, runs }: ThreadSummary): Place {
  const turns = runs.length === 1 ? "1 turn" : `${runs.length} turns`;
  const detail = archived ? `${turns} · archived` : turns;
  return { kind: "session", title: title || "Untitled", detail, href: urls.session(session_id) };
}

function toolPlace(tool: CatalogTool): Place {
  return { kind: "tool", title: tool.name, detail: tool.title ?? "", href: toolAddress(tool) };
}

function agentPlace({ id, description }: Agent): Place {
  return { kind: "agent", title: id, detail: description, href: urls.agent(id) };
}

/** Those that hold every word: titles that begin with the first word, then other titles, then details. */
function best(places: readonly Place[], words: readonly string[]): readonly Place[] {
  const ranked = places.flatMap((place) => {
    const title = place.title.toLowerCase();
    const text = `${title} ${place.detail.toLowerCase()}`;
    if (!words.every((word) => text.includes(word))) return [];
    const first = words[0] ?? "";
    return [{ place, rank: title.startsWith(first) ? 0 : title.includes(first) ? 1 : 2 }];
  });
  return ranked
    .toSorted((left, right) => left.rank - right.rank)
    .slice(0, words.length === 0 ? PAGES.length : MAX_OF_A_KIND)
    .map(({ place }) => place);
}

const PAGES: readonly Place[] = [
  page("New session", "chat", urls.chat()),
  page("Runs", "every run on record", urls.runs()),
  page("Approvals", "what waits for you", urls.approvals()),
  page("Agents", "who can be asked", urls.agents()),
  page("Tools", "servers, health, try it", urls.tools()),
  page("Skills", "what agents can read, and scripts", urls.skills()),
  page("Permissions", "what runs without asking", urls.permissions()),
  page("Tasks", "attempts and what depends on what", urls.tasks()),
  page("Artifacts", "what runs made", urls.artifacts()),
  page("Memory", "what agents keep, and forgetting", urls.memory()),
  page("Lab", "scripted runs, no key needed", urls.labs()),
  page("Docs", "guides", urls.docs()),
  page("Events", "every class, with examples", urls.docsEvents()),
  page("Components", "what a run can look like", urls.docsComponents()),
  page("Settings", "keys, models, limits", urls.settings()),
  page("Keys of the keyboard", "list, change, turn off", urls.settings("shortcuts")),
  page("Health", "what to look at when something is odd", urls.settings("health")),
  page("Sessions", "search, archive", urls.sessions()),
];

function page(title: string, detail: string, href: string): Place {
  return { kind: "page", title, detail, href };
}
