import { setTimeout as sleep } from "node:timers/promises";

import { z } from "zod";

import { urls } from "#views/urls.ts";

/** One answer: as many tokens as this, at the speed of a good model, so that most are events of their own. */
const PLAN = JSON.stringify({ tokens: 400, per_second: 50 });
const TURNS = 5;
/** A reader stays at least and at most so long before it leaves and comes back. */
const STAY_MS = { least: 100, most: 3_000 };

const Accepted = z.object({ session_id: z.string(), run_id: z.string() });

export interface TalkOptions {
  readonly origin: string;
  readonly token: string;
  /** Hears how many events a turn has left in its log. */
  readonly heard: (events: number) => void;
  /** From then on no further turn begins. */
  readonly isOver: () => boolean;
}

/** Talks in one session after the other, each a few turns long, and reads along as people with bad networks do. */
export async function talk(options: TalkOptions): Promise<void> {
  while (!options.isOver()) {
    let session: string | undefined;
    let sequence = 0;
    for (let turn = 0; turn < TURNS && !options.isOver(); turn += 1) {
      const { session_id, run_id } = await ask(options, session);
      session = session_id;
      const last = await readToEnd(options, run_id);
      await (await get(options, urls.session(session_id), {})).text();
      options.heard(last - sequence);
      sequence = last;
    }
  }
}

async function ask({ origin, token }: TalkOptions, session_id?: string) {
  const response = await fetch(`${origin}/api/chat`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ message: PLAN, ...(session_id !== undefined && { session_id }) }),
  });
  if (response.status !== 202) throw new Error(`A message was refused: ${await response.text()}`);
  return Accepted.parse(await response.json());
}

/** Reads a run's lanes to their end, leaving and coming back; answers the sequence of the last event. */
async function readToEnd(options: TalkOptions, runId: string): Promise<number> {
  let id = "";
  for (;;) {
    const headers = id === "" ? {} : { "last-event-id": id };
    const stay = new AbortController();
    const { least, most } = STAY_MS;
    const leave = setTimeout(() => stay.abort(), least + Math.random() * (most - least));
    let isDone = false;
    try {
      const response = await get(options, urls.runLanes(runId), headers, stay.signal);
      let rest = "";
      for await (const chunk of response.body ?? []) {
        rest += Buffer.from(chunk).toString("utf8");
        const end = rest.lastIndexOf("\n\n") + 1;
        id = [...rest.slice(0, end).matchAll(/^id: ?(\S+)/gm)].at(-1)?.[1] ?? id;
        isDone ||= rest.includes('"done":true');
        rest = rest.slice(end);
      }
    } catch (error) {
      if (!stay.signal.aborted) throw error;
    } finally {
      clearTimeout(leave);
    }
    if (isDone) return Number(id.split(".")[1]);
    await sleep(STAY_MS.least);
  }
}

function get(
  { origin, token }: TalkOptions,
  path: string,
  headers: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<Response> {
  return fetch(`${origin}${path}`, {
    headers: { authorization: `Bearer ${token}`, accept: "text/event-stream", ...headers },
    ...(signal !== undefined && { signal }),
  });
}
