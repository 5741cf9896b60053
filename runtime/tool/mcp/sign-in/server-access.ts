import {
  type AuthProvider,
  checkResourceAllowed,
  computeScopeUnion,
  discoverOAuthServerInfo,
  extractWWWAuthenticateParams,
  type FetchLike,
  InsufficientScopeError,
  OAuthError,
  OAuthErrorCode,
  refreshAuthorization,
  resourceUrlFromServerUrl,
} from "@modelcontextprotocol/client";

import type { HttpServerConfig } from "#runtime/tool/mcp/config.ts";
import type { McpHealth } from "#runtime/tool/mcp/health.ts";
import type { Credentials } from "./credentials.ts";
import { clientOf, isSameIssuer } from "./known-client.ts";
import { SignInNeeded } from "./sign-in-problem.ts";
import type { SignInRecord } from "./sign-in-records.ts";

type Tokens = NonNullable<SignInRecord["tokens"]>;

/**
 * How requests get into one MCP server: with the tokens of its sign-in, refreshed when it takes them no more.
 *
 * A1 Nothing here asks a person or registers anybody: what needs that ends in SignInNeeded.
 * A2 One refresh at a time; requests that need it share it, for a refresh token may work only once.
 */
export class ServerAccess implements AuthProvider {
  readonly config: HttpServerConfig;
  readonly #credentials: Credentials;
  readonly #fetch: FetchLike;
  #metadataUrl: URL | undefined;
  #challenged: string | undefined;
  #wanted: string | undefined;
  #refreshing: Promise<void> | undefined;

  constructor(config: HttpServerConfig, credentials: Credentials, fetchFn: FetchLike) {
    this.config = config;
    this.#credentials = credentials;
    this.#fetch = fetchFn;
  }

  /** Where the server says who signs people in, if it did. */
  get metadataUrl(): URL | undefined {
    return this.#metadataUrl;
  }

  /** What a sign-in is to ask for: never less than was given. Undefined leaves it to the server's own description. */
  get scope(): string | undefined {
    const first = this.config.oauth?.scope ?? this.#challenged;
    return computeScopeUnion(first, this.#tokens?.scope, this.#wanted);
  }

  /** Whether somebody is signed in, and what the server asks for beyond that. */
  get health(): Pick<McpHealth, "signed_in" | "wants_scope"> {
    const wanted = this.#wanted;
    return {
      signed_in: this.#tokens !== undefined,
      ...(wanted !== undefined && { wants_scope: wanted }),
    };
  }

  /** Somebody has signed in. */
  signedIn(): void {
    this.#wanted = undefined;
  }

  /** Goes on with what a former connection to the same server learned. */
  follow(former: ServerAccess): void {
    this.#metadataUrl = former.#metadataUrl;
    this.#challenged = former.#challenged;
    this.#wanted = former.#wanted;
  }

  async token(): Promise<string | undefined> {
    return this.#tokens?.access_token;
  }

  /** The server answered 401. Resolves when it is worth asking again. */
  async onUnauthorized({ response }: { readonly response: Response }): Promise<void> {
    const { resourceMetadataUrl, scope } = extractWWWAuthenticateParams(response);
    this.#metadataUrl = resourceMetadataUrl ?? this.#metadataUrl;
    this.#challenged = scope ?? this.#challenged;
    const tokens = this.#tokens;
    if (tokens?.refresh_token === undefined) throw new SignInNeeded();
    this.#refreshing ??= this.#refresh(tokens, tokens.refresh_token).finally(() => {
      this.#refreshing = undefined;
    });
    await this.#refreshing; // A2
    if (this.#tokens === undefined) throw new SignInNeeded(); // Somebody signed out meanwhile.
  }

  /** A request failed: the server may ask for more rights than the sign-in gave. */
  failed(error: unknown): void {
    if (!(error instanceof InsufficientScopeError)) return;
    this.#metadataUrl = error.resourceMetadataUrl ?? this.#metadataUrl;
    this.#wanted = computeScopeUnion(this.#wanted, error.requiredScope);
  }

  get #tokens(): Tokens | undefined {
    return this.#credentials.of(this.config.url).tokens;
  }

  async #refresh(tokens: Tokens, refreshToken: string): Promise<void> {
    const { url } = this.config;
    const found = await discoverOAuthServerInfo(url, {
      fetchFn: this.#fetch,
      ...(this.#metadataUrl !== undefined && { resourceMetadataUrl: this.#metadataUrl }),
    });
    const { authorizationServerUrl, authorizationServerMetadata, resourceMetadata } = found;
    const issuer = authorizationServerMetadata?.issuer ?? String(authorizationServerUrl);
    const client = clientOf(this.config, this.#credentials.of(url).client, { issuer });
    if (client === undefined || !isSameIssuer(tokens.issuer, issuer)) throw new SignInNeeded(); // A1
    try {
      const fresh = await refreshAuthorization(authorizationServerUrl, {
        clientInformation: client,
        refreshToken,
        fetchFn: this.#fetch,
        ...(authorizationServerMetadata && { metadata: authorizationServerMetadata }),
        ...(resourceMetadata && { resource: this.#checked(resourceMetadata.resource) }),
      });
      const scope = fresh.scope ?? tokens.scope;
      await this.#credentials.replaceTokens(url, tokens, { ...fresh, scope, issuer });
    } catch (error) {
      if (!(error instanceof OAuthError)) throw error;
      // What such a server says may repeat what it was sent, so it is passed on to nobody.
      if (PASSING.has(error.code)) throw new Error("its sign-in could not be refreshed just now");
      await this.#credentials.replaceTokens(url, tokens, undefined);
      throw new SignInNeeded();
    }
  }

  /** The server's own name for itself, as it writes it. */
  #checked(resource: string): string {
    const own = resourceUrlFromServerUrl(this.config.url);
    if (checkResourceAllowed({ requestedResource: own, configuredResource: resource })) {
      return resource;
    }
    throw new SignInNeeded();
  }
}

/** What an authorization server says that may do better later. */
const PASSING: ReadonlySet<string> = new Set([
  OAuthErrorCode.ServerError,
  OAuthErrorCode.TemporarilyUnavailable,
  OAuthErrorCode.TooManyRequests,
]);
