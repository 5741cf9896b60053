import type { SignIns } from "#runtime/tool/mcp/sign-in/sign-ins.ts";

/** Nobody listens there: the way back is read from the answer that leads to it. */
const WAY_BACK = "http://127.0.0.1:49152/sign-in/callback";

/**
 * Signs in as a person would whom the authorization server knows already: it leads back at once, with a code.
 * Rejects where it does not, or where the sign-in fails.
 */
export async function signInAtOnce(signIns: SignIns, server: string): Promise<void> {
  const browser = "the browser of the test";
  const address = await signIns.begin(server, { redirectUrl: WAY_BACK, browser });
  const { headers, status } = await fetch(address, { redirect: "manual" });
  const location = headers.get("location") ?? "";
  if (!location.startsWith(WAY_BACK)) throw new Error(`It led to "${location}", status ${status}`);
  await signIns.finish(new URL(location).searchParams, browser);
}
