/** Tar blocks, as POSIX.1-1988 (ustar) describes them. */
const BLOCK = 512;
const MAX_ENTRIES = 1_000;

/** Where the fields of a header stand: offset and length in bytes. */
const FIELDS = {
  name: [0, 100],
  mode: [100, 8],
  uid: [108, 8],
  gid: [116, 8],
  size: [124, 12],
  mtime: [136, 12],
  checksum: [148, 8],
  type: [156, 1],
  magic: [257, 6],
  prefix: [345, 155],
} as const;

/** An archive that is broken, or holds what is not taken from one. */
export class ArchiveError extends Error {
  override name = "ArchiveError";
}

/** Files as a tar archive; the same files give the same bytes. Throws ArchiveError for a path too long for it. */
export function writeTar(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (const [path, bytes] of [...files].toSorted(([left], [right]) => (left < right ? -1 : 1))) {
    const padding = new Uint8Array((BLOCK - (bytes.length % BLOCK)) % BLOCK);
    blocks.push(header(path, bytes.length), bytes, padding);
  }
  return Buffer.concat([...blocks, new Uint8Array(2 * BLOCK)]);
}

function header(path: string, size: number): Uint8Array {
  const block = Buffer.alloc(BLOCK);
  const put = ([at]: readonly [number, number], text: string): void => {
    block.write(text, at, "utf8");
  };
  const { name, prefix } = split(path);
  put(FIELDS.name, name);
  put(FIELDS.mode, "0000644\0");
  put(FIELDS.uid, "0000000\0");
  put(FIELDS.gid, "0000000\0");
  put(FIELDS.size, `${size.toString(8).padStart(11, "0")}\0`);
  put(FIELDS.mtime, "00000000000\0");
  put(FIELDS.type, "0");
  put(FIELDS.magic, "ustar\u000000");
  put(FIELDS.prefix, prefix);
  put(FIELDS.checksum, `${sumOf(block).toString(8).padStart(6, "0")}\0 `);
  return block;
}

/** A long path has its folders in a field of their own. */
function split(path: string): { name: string; prefix: string } {
  const fits = (text: string, [, length]: readonly [number, number]): boolean =>
    Buffer.byteLength(text) <= length;
  if (fits(path, FIELDS.name)) return { name: path, prefix: "" };
  for (let at = path.indexOf("/"); at > 0; at = path.indexOf("/", at + 1)) {
    const parts = { prefix: path.slice(0, at), name: path.slice(at + 1) };
    if (fits(parts.name, FIELDS.name) && fits(parts.prefix, FIELDS.prefix)) return parts;
  }
  throw new ArchiveError(`The path "${path}" is too long for an archive; shorten it`);
}

/**
 * The plain files of a tar archive by their paths, as they are written there. Throws ArchiveError for a broken
 * archive, for links and devices, for a path that is there twice, and for too many entries.
 */
export function readTar(archive: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  let at = 0;
  for (let entries = 0; at + BLOCK <= archive.length; entries += 1) {
    const block = archive.subarray(at, at + BLOCK);
    at += BLOCK;
    if (block.every((byte) => byte === 0)) return files;
    if (entries === MAX_ENTRIES) {
      throw new ArchiveError(`The archive has more than ${MAX_ENTRIES} entries`);
    }
    const { path, size, type } = entryOf(block);
    if (at + size > archive.length) throw new ArchiveError(`The archive ends within "${path}"`);
    const bytes = archive.subarray(at, at + size);
    at += Math.ceil(size / BLOCK) * BLOCK;
    if (ABOUT_OTHERS.has(type) || type === "5") continue;
    if (type !== "0" && type !== "\0") {
      throw new ArchiveError(`"${path}" is no plain file; pack it without links and devices`);
    }
    if (files.has(path)) throw new ArchiveError(`"${path}" is in the archive twice`);
    files.set(path, bytes);
  }
  throw new ArchiveError("The archive has no end: it was cut off");
}

/** Headers of pax archives that only say when, for all entries. One for a single entry could change its path. */
const ABOUT_OTHERS: ReadonlySet<string> = new Set(["g"]);

function entryOf(block: Uint8Array): { path: string; size: number; type: string } {
  const text = ([at, length]: readonly [number, number]): string => {
    const bytes = Buffer.from(block.subarray(at, at + length));
    const end = bytes.indexOf(0);
    return bytes.toString("utf8", 0, end === -1 ? bytes.length : end);
  };
  const octal = (field: readonly [number, number]): number => {
    const digits = text(field).trim();
    if (/^[0-7]{1,11}$/.test(digits)) return Number.parseInt(digits, 8);
    throw new ArchiveError("A header of the archive is broken");
  };
  if (octal(FIELDS.checksum) !== sumOf(block)) {
    throw new ArchiveError("A header of the archive is broken: its sum does not fit");
  }
  // GNU archives keep times where others have the first folders of a path.
  const isPosix = text(FIELDS.magic) === "ustar";
  const prefix = isPosix ? text(FIELDS.prefix) : "";
  const name = text(FIELDS.name);
  const type = String.fromCharCode(block[FIELDS.type[0]] ?? 0);
  return { path: prefix === "" ? name : `${prefix}/${name}`, size: octal(FIELDS.size), type };
}

/** The sum of a header's bytes, with its own field as spaces. */
function sumOf(block: Uint8Array): number {
  const [at, length] = FIELDS.checksum;
  const own = block.subarray(at, at + length).reduce((sum, byte) => sum + byte, 0);
  return block.reduce((sum, byte) => sum + byte, 0) - own + length * 0x20;
}
