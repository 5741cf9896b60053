import { renameSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

/** Where the server of a data folder answers, for other programs of the same user. */
const RunningServer = z.object({ url: z.url({ protocol: /^http$/ }), token: z.string().min(1) });
export type RunningServer = z.infer<typeof RunningServer>;

/** Only whoever may read the folder's logs may read it: it opens the same things. */
const OWNER_ONLY = 0o600;

/** Tells the data folder's other programs where its server answers, until `withdrawServer`. */
export function announceServer(data: string, server: RunningServer): void {
  const path = placeOf(data);
  const fresh = `${path}.new`;
  rmSync(fresh, { force: true });
  writeFileSync(fresh, JSON.stringify(server), { mode: OWNER_ONLY });
  renameSync(fresh, path);
}

/** From now on nobody is sent to this server. */
export function withdrawServer(data: string): void {
  rmSync(placeOf(data), { force: true });
}

/** What was announced last, also by a server that ended without a word; undefined where nothing was. */
export async function announcedServer(data: string): Promise<RunningServer | undefined> {
  const text = await readFile(placeOf(data), "utf8").catch(() => "");
  if (text === "") return undefined;
  try {
    return RunningServer.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error(`"${placeOf(data)}" does not say where a server answers; remove it`, { cause });
  }
}

function placeOf(data: string): string {
  return join(data, "server.json");
}
