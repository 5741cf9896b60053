import type { HttpServerConfig } from "#runtime/tool/mcp/config.ts";
import { SignInProblem } from "./sign-in-problem.ts";
import type { SignInRecord } from "./sign-in-records.ts";

type Client = NonNullable<SignInRecord["client"]>;

/**
 * Who we are to the authorization server of this name: what the configuration says, else what was registered there.
 * Undefined where nothing is known. A client of the configuration is for one authorization server alone, the first
 * or the named one, since whoever runs the MCP server could name their own and be shown the secret: SignInProblem.
 */
export function clientOf(
  { oauth = {} }: Pick<HttpServerConfig, "oauth">,
  kept: Client | undefined,
  { issuer, redirectUrl }: { readonly issuer: string; readonly redirectUrl?: string },
): Client | undefined {
  const { client_id, client_secret } = oauth;
  if (client_id === undefined) {
    const leadsBack = redirectUrl === undefined || kept?.redirect_uri === redirectUrl;
    return leadsBack && isSameIssuer(kept?.issuer, issuer) ? kept : undefined;
  }
  const first = kept?.client_id === client_id ? kept.issuer : undefined;
  requireIssuer(client_id, oauth.issuer ?? first ?? issuer, issuer);
  return { client_id, client_secret, issuer };
}

function requireIssuer(client: string, only: string, named: string): void {
  if (isSameIssuer(only, named)) return;
  throw new SignInProblem(
    "refused",
    `The client "${client}" is known to the authorization server "${only}", and the MCP server names "${named}"`,
  );
}

/** Whether two names are of one authorization server: a slash at the end says nothing. */
export function isSameIssuer(left: string | undefined, right: string): boolean {
  return left?.replace(/\/$/, "") === right.replace(/\/$/, "");
}
