import { builtinError } from "#runtime/tool/builtin/builtin-tool.ts";

const MAX_URL_CHARS = 8_192;

/**
 * An address that may be fetched, as far as its words tell; where it leads is checked at the connection.
 * Throws PERMISSION_DENIED with what is wrong.
 */
export function checkedUrl(text: string, ports: readonly number[], base?: URL): URL {
  const shown = JSON.stringify(text.slice(0, 200));
  const refuse = (why: string) => builtinError("PERMISSION_DENIED", `The address ${shown} ${why}`);
  if (text.length > MAX_URL_CHARS) throw refuse(`has more than ${MAX_URL_CHARS} characters`);
  const url = URL.parse(text, base?.href);
  if (url === null) throw refuse("is not a URL");
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw refuse("is neither http nor https");
  }
  if (url.username !== "" || url.password !== "") throw refuse("holds credentials");
  const port = url.port === "" ? (url.protocol === "http:" ? 80 : 443) : Number(url.port);
  if (!ports.includes(port)) {
    throw refuse(`names the port ${port}; allowed are ${ports.join(", ")}`);
  }
  url.hash = "";
  return url;
}
