import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { isMap, isScalar, parseDocument } from "yaml";
import { z } from "zod";

import { tooMuchYaml } from "#runtime/prompt/yaml-cost.ts";
import { unfitFiles } from "./agent-files.ts";
import { problemWords } from "./agent-problem.ts";
import { AGENT_FILE } from "./load-agent.ts";
import { ArchiveError, readTar, writeTar } from "./tar.ts";

/** `manifest.json` of a package: what it is, and a sum that finds damage. */
const Manifest = z.object({
  format_version: z.string(),
  exported_at: z.string(),
  pluto_version: z.string(),
  agent: z.object({ name: z.string().min(1), version: z.string().optional() }),
  includes: z.array(z.string()),
  /** `sha256:` and the hexadecimal digest of a line `<digest>  <path>` for each file, sorted by path. */
  checksum: z.string(),
});
type Manifest = z.infer<typeof Manifest>;

const FORMAT = "1.0";
const MANIFEST = "manifest.json";
/** In bytes, unpacked. A small archive may stand for gigabytes. */
const MAX_UNPACKED = 16 * 1024 * 1024;

export interface PackedAgent {
  readonly name: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Packs an agent's folder as `<name>.pluto/` with its manifest, in a `.tar.gz`. */
export async function packAgent(
  { name, files }: PackedAgent,
  { exportedAt, by, version }: { exportedAt: string; by: string; version?: string },
): Promise<Uint8Array> {
  const manifest: Manifest = {
    format_version: FORMAT,
    exported_at: exportedAt,
    pluto_version: by,
    agent: { name, ...(version !== undefined && { version }) },
    includes: [...files.keys()].toSorted(),
    checksum: checksumOf(files),
  };
  const text = new TextEncoder().encode(`${JSON.stringify(manifest, undefined, 2)}\n`);
  const all = [...files, [MANIFEST, text] as const];
  const placed = new Map(all.map(([path, bytes]) => [`${name}.pluto/${path}`, bytes]));
  return promisify(gzip)(writeTar(placed));
}

/** Reads a package again. Throws ArchiveError, in words for whoever brought it, for one that is not whole (S32). */
export async function unpackAgent(archive: Uint8Array): Promise<PackedAgent> {
  const all = readTar(await unpacked(archive));
  const [folder = ""] = [...all.keys()].map((path) => path.split("/", 1)[0] ?? "");
  const files = new Map<string, Uint8Array>();
  for (const [path, bytes] of all) {
    if (!path.startsWith(`${folder}/`)) {
      throw new ArchiveError(`"${path}" is not in "${folder}/"; a package is one folder`);
    }
    files.set(path.slice(folder.length + 1), bytes);
  }
  const [unfit] = unfitFiles(files);
  if (unfit !== undefined) throw new ArchiveError(problemWords(unfit));
  const manifest = manifestOf(files.get(MANIFEST));
  files.delete(MANIFEST);
  if (manifest.checksum !== checksumOf(files)) {
    throw new ArchiveError("The files are not those that were packed: the checksum does not fit");
  }
  return { name: manifest.agent.name, files };
}

/** The same agent under another name: its agent.yaml says so, and nothing else in it changes. */
export function renamed({ name, files }: PackedAgent, wanted: string): PackedAgent {
  const bytes = files.get(AGENT_FILE);
  if (wanted === name) return { name, files };
  // A prompt is called what its folder is.
  if (bytes === undefined) return { name: wanted, files };
  const text = new TextDecoder().decode(bytes);
  const excess = tooMuchYaml(text);
  if (excess !== undefined) throw new ArchiveError(`${AGENT_FILE} has ${excess}`);
  const document = parseDocument(text);
  const path = isMap(document.get("metadata")) ? ["metadata", "name"] : ["name"];
  const node = document.getIn(path, true);
  if (!isScalar(node) || !node.range) throw new ArchiveError(`${AGENT_FILE} has no name`);
  const [from, to] = node.range;
  const changed = text.slice(0, from) + wanted + text.slice(to);
  return { name: wanted, files: new Map(files).set(AGENT_FILE, new TextEncoder().encode(changed)) };
}

async function unpacked(archive: Uint8Array): Promise<Uint8Array> {
  try {
    return await promisify(gunzip)(archive, { maxOutputLength: MAX_UNPACKED });
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause)) throw cause;
    const what =
      cause.code === "ERR_BUFFER_TOO_LARGE"
        ? `It holds more than the ${MAX_UNPACKED} bytes that are taken`
        : "It is no .tar.gz, or damaged";
    throw new ArchiveError(`The package cannot be read: ${what}`, { cause });
  }
}

function manifestOf(bytes: Uint8Array | undefined): Manifest {
  if (bytes === undefined) throw new ArchiveError(`The package has no ${MANIFEST}`);
  try {
    return Manifest.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    if (!(cause instanceof SyntaxError || cause instanceof z.ZodError)) throw cause;
    const problem = cause instanceof SyntaxError ? "it is no JSON" : z.prettifyError(cause);
    throw new ArchiveError(`${MANIFEST} does not fit: ${problem}`, { cause });
  }
}

function checksumOf(files: ReadonlyMap<string, Uint8Array>): string {
  const lines = [...files]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([path, bytes]) => `${digest(bytes)}  ${path}\n`);
  return `sha256:${digest(new TextEncoder().encode(lines.join("")))}`;
}

function digest(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
