import { type InspectorQuery, urls as serverUrls } from "./urls.ts";

/** The viewer stands alone in a file. */
export const PLACE: "server" | "file" = "file";

/**
 * The addresses of the viewer in a file: places in the one page that there is, behind the hash. A run's
 * own places are all that it has; the views leave out what only a server answers to.
 */
export const urls: typeof serverUrls = {
  ...serverUrls,
  run: (_run, query: InspectorQuery = {}) => place(query),
  event: (_run, sequence) => place({ event: sequence }),
};

function place(query: object): string {
  const pairs = Object.entries(query)
    .filter(([, value]) => value !== undefined && value !== "")
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
  return `#${pairs.join("&")}`;
}
