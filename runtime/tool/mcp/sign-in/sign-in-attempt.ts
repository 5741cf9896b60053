import type {
  OAuthClientInformationContext,
  OAuthClientMetadata,
  OAuthClientProvider,
  OAuthDiscoveryState,
  StoredOAuthClientInformation,
  StoredOAuthTokens,
} from "@modelcontextprotocol/client";

import type { Credentials } from "./credentials.ts";
import { clientOf } from "./known-client.ts";
import type { ServerAccess } from "./server-access.ts";
import type { SignInRecord } from "./sign-in-records.ts";

/** Who signs in where. */
export interface AttemptOptions {
  /** The operator's name for the MCP server. */
  readonly server: string;
  readonly access: ServerAccess;
  readonly credentials: Credentials;
  /** Where the authorization server leads the person back to. */
  readonly redirectUrl: string;
  /** What only the browser knows that began it. */
  readonly browser: string;
  /** What the answer is known by. */
  readonly state: string;
  /** On the monotonic clock. */
  readonly expiresAt: number;
}

/** One sign-in from the form to the tokens, as the client of the SDK asks for it. It asks for tokens anew always. */
export class SignInAttempt implements OAuthClientProvider {
  readonly options: AttemptOptions;
  #verifier: string | undefined;
  #discovery: OAuthDiscoveryState | undefined;
  #address: URL | undefined;

  constructor(options: AttemptOptions) {
    this.options = options;
  }

  get redirectUrl(): string {
    return this.options.redirectUrl;
  }

  get clientMetadata(): OAuthClientMetadata {
    return {
      client_name: "UAR Playground",
      redirect_uris: [this.redirectUrl],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
    };
  }

  /** An empty address stands for none: the SDK looks whether there is one. */
  get clientMetadataUrl(): string {
    return this.#config.oauth?.client_metadata_url ?? "";
  }

  /** Where the person goes to sign in, once it is known. */
  get address(): URL | undefined {
    return this.#address;
  }

  /** The secret half of PKCE, once there is one. */
  get verifier(): string | undefined {
    return this.#verifier;
  }

  state(): string {
    return this.options.state;
  }

  clientInformation(
    context?: OAuthClientInformationContext,
  ): StoredOAuthClientInformation | undefined {
    const issuer = context?.issuer ?? "";
    const { redirectUrl } = this;
    return clientOf(this.#config, this.#kept.client, { issuer, redirectUrl });
  }

  async saveClientInformation(client: StoredOAuthClientInformation): Promise<void> {
    await this.#keep({ client: { ...client, redirect_uri: this.redirectUrl } });
  }

  tokens(): undefined {
    return undefined;
  }

  async saveTokens(tokens: StoredOAuthTokens): Promise<void> {
    // Without a scope, what was asked for was given (RFC 6749, 5.1).
    const scope = tokens.scope ?? this.#address?.searchParams.get("scope") ?? undefined;
    const { client_id } = this.#config.oauth ?? {};
    const { issuer } = tokens;
    // A client of the configuration is bound to its first authorization server; its secret stays where it is.
    const bound = client_id === undefined ? {} : { client: { client_id, issuer } };
    await this.#keep({ tokens: { ...tokens, scope }, ...bound });
  }

  redirectToAuthorization(address: URL): void {
    this.#address = address;
  }

  saveCodeVerifier(verifier: string): void {
    this.#verifier = verifier;
  }

  codeVerifier(): string {
    if (this.#verifier === undefined) throw new Error("The sign-in has not begun");
    return this.#verifier;
  }

  saveDiscoveryState(state: OAuthDiscoveryState): void {
    this.#discovery = state;
  }

  discoveryState(): OAuthDiscoveryState | undefined {
    return this.#discovery;
  }

  /** An authorization server that forgot us is asked to register us again next time. */
  async invalidateCredentials(scope: string): Promise<void> {
    if (scope === "client") await this.#keep({ client: undefined });
  }

  get #config() {
    return this.options.access.config;
  }

  get #kept(): SignInRecord {
    return this.options.credentials.of(this.#config.url);
  }

  #keep(part: SignInRecord): Promise<void> {
    return this.options.credentials.keep(this.#config.url, part);
  }
}
