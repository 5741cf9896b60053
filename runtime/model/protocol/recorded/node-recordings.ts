import { globSync, readFileSync } from "node:fs";

import { ExpectedFile, type Recording } from "./recording.ts";

const EXPECTED = ".expected.json";

/** The recordings in a folder of vendors, by name; none where there is no such folder. */
export function readRecordings(folder: URL): readonly Recording[] {
  const files = globSync(`*/*${EXPECTED}`, { cwd: folder });
  return files.sort().map((file) => readRecording(folder, file.slice(0, -EXPECTED.length)));
}

function readRecording(folder: URL, name: string): Recording {
  const place = new URL(encodeURI(name + EXPECTED), folder);
  const { file, ...told } = ExpectedFile.parse(JSON.parse(readFileSync(place, "utf8")));
  return { ...told, name, bytes: new Uint8Array(readFileSync(new URL(encodeURI(file), place))) };
}
