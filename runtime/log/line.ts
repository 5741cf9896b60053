import { crc32 } from "node:zlib";

/**
 * One line of a segment: a JSON object whose last members are `d` and `crc`, and a newline.
 * `d` is the newest sequence known durable when the line was written, `crc` the CRC-32 (IEEE, hex) of all bytes before `,"crc":`.
 */

/** What `d`, `crc` and the newline add to an object's own bytes, at most. */
export const LINE_OVERHEAD_BYTES = 5 + 16 + 18 + 1;

/** `,"crc":"` + 8 hex digits + `"}` */
const CRC_BYTES = 18;
const WATERMARK_KEY = Buffer.from(',"d":');
const CRC_KEY = Buffer.from(',"crc":"');
const CRC_END = Buffer.from('"}');
const HEX = Array.from("0123456789abcdef", (digit) => digit.charCodeAt(0));
const ZERO = 0x30;
const NINE = 0x39;

/** Writes one object's line at `at` and answers where it ends. `into` has room for it. */
export function encodeLine(into: Buffer, at: number, json: string, durable: number): number {
  // The object's closing brace gives way to the two members.
  let end = at + into.write(json, at) - 1;
  end += into.write(`,"d":${durable}`, end, "latin1");
  return end + into.write(`${crcMember(into.subarray(at, end))}\n`, end, "latin1");
}

/** What an intact line says beside its object. */
export interface Line {
  readonly durable: number;
  /** How many of its bytes are the object, without the closing brace. */
  readonly bodyBytes: number;
}

/** Reads a line without its newline; undefined when it is not as it was written. */
export function decodeLine(line: Buffer): Line | undefined {
  const crcAt = line.length - CRC_BYTES;
  if (crcAt <= WATERMARK_KEY.length) return undefined;
  if (storedCrc(line, crcAt) !== crc32(line.subarray(0, crcAt))) return undefined;
  let digitsAt = crcAt;
  let durable = 0;
  for (let unit = 1; isDigit(line[digitsAt - 1]); unit *= 10) {
    digitsAt -= 1;
    durable += ((line[digitsAt] ?? ZERO) - ZERO) * unit;
  }
  const bodyBytes = digitsAt - WATERMARK_KEY.length;
  if (bodyBytes <= 0 || digitsAt === crcAt) return undefined;
  if (!holds(line, WATERMARK_KEY, bodyBytes)) return undefined;
  return { durable, bodyBytes };
}

/** What a line says its checksum is; undefined where it says nothing of the kind. */
function storedCrc(line: Buffer, at: number): number | undefined {
  if (!holds(line, CRC_KEY, at) || !holds(line, CRC_END, line.length - CRC_END.length)) {
    return undefined;
  }
  let crc = 0;
  for (let place = at + CRC_KEY.length; place < line.length - CRC_END.length; place += 1) {
    const digit = HEX.indexOf(line[place] ?? 0);
    if (digit === -1) return undefined;
    crc = crc * 16 + digit;
  }
  return crc;
}

/** Whether these bytes stand there. Short ones are looked at faster here than by a call into Node. */
export function holds(line: Buffer, bytes: Buffer, at: number): boolean {
  for (let index = 0; index < bytes.length; index += 1) {
    if (line[at + index] !== bytes[index]) return false;
  }
  return true;
}

/** The object's JSON, byte for byte as it was given to `encodeLine`. */
export function lineJson(line: Buffer, { bodyBytes }: Line): string {
  return `${line.toString("utf8", 0, bodyBytes)}}`;
}

/** Whether an intact line holds the event of this sequence. Looks for the member and parses nothing. */
export function hasSequence(line: Buffer, sequence: number): boolean {
  const member = `"sequence":${sequence}`;
  let at = line.indexOf(member);
  while (at >= 0 && isDigit(line[at + member.length])) at = line.indexOf(member, at + 1);
  return at >= 0;
}

function crcMember(bytes: Buffer): string {
  return `,"crc":"${crc32(bytes).toString(16).padStart(8, "0")}"}`;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= NINE;
}
