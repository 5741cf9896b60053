/** What a file may be that is sent to a model: a picture that all vendors take, or text. */
export type AttachedType = "image/png" | "image/jpeg" | "image/gif" | "image/webp" | "text/plain";

/**
 * What bytes are by their content, whatever their name says; undefined for what no model is sent. HTML
 * and SVG are text: they are read, never shown.
 */
export function sniffMediaType(bytes: Uint8Array): AttachedType | undefined {
  if (startsWith(bytes, "\x89PNG\r\n\x1a\n")) return "image/png";
  if (startsWith(bytes, "\xff\xd8\xff")) return "image/jpeg";
  if (startsWith(bytes, "GIF87a") || startsWith(bytes, "GIF89a")) return "image/gif";
  if (startsWith(bytes, "RIFF") && startsWith(bytes.subarray(8), "WEBP")) return "image/webp";
  return isText(bytes) ? "text/plain" : undefined;
}

function startsWith(bytes: Uint8Array, signature: string): boolean {
  return Buffer.from(signature, "latin1").equals(bytes.subarray(0, signature.length));
}

/** Whole UTF-8 without the control characters that only other formats hold. */
function isText(bytes: Uint8Array): boolean {
  if (bytes.some((byte) => byte < 0x20 && !TEXT_CONTROLS.has(byte))) return false;
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Tab, line feed, form feed, carriage return, and the escape of coloured logs. */
const TEXT_CONTROLS: ReadonlySet<number> = new Set([0x09, 0x0a, 0x0c, 0x0d, 0x1b]);
