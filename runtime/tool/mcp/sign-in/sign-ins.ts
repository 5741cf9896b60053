import {
  auth,
  type FetchLike,
  OAuthError,
  OAuthErrorCode,
  validateAuthorizationResponseIssuer,
} from "@modelcontextprotocol/client";

import type { Clock } from "#runtime/services.ts";
import type { HttpServerConfig } from "#runtime/tool/mcp/config.ts";
import { describeError } from "#runtime/tool/mcp/describe-error.ts";
import { Credentials } from "./credentials.ts";
import { ServerAccess } from "./server-access.ts";
import { SignInAttempt } from "./sign-in-attempt.ts";
import { signInFetch } from "./sign-in-fetch.ts";
import { SignInProblem } from "./sign-in-problem.ts";
import type { SignInStore } from "./sign-in-records.ts";

/** A person who takes longer begins again. */
export const SIGN_IN_MS = 10 * 60_000;
/** More that are under way at once push out the oldest. */
const MAX_ATTEMPTS = 32;

export interface SignInServices {
  readonly store: SignInStore;
  readonly clock: Clock;
  /** A new text of letters and digits that nobody can guess. */
  readonly secret: () => string;
  /** Hears of all texts that must not be shown, whenever they change. */
  onSecrets?(secrets: readonly string[]): void;
}

/** The browser that signs in: the address of its way back, and what only it knows. */
export interface SigningBrowser {
  readonly redirectUrl: string;
  readonly browser: string;
}

/**
 * Sign-ins of people to MCP servers (OAuth 2.1 as MCP has it): PKCE, a resource indicator, and an answer that
 * counts once, in time, and in the browser that began. Attempts live no longer than this process.
 */
export class SignIns {
  readonly #services: SignInServices;
  readonly #credentials: Credentials;
  readonly #fetch: FetchLike;
  readonly #servers = new Map<string, ServerAccess>();
  readonly #attempts = new Map<string, SignInAttempt>();

  private constructor(services: SignInServices, credentials: Credentials) {
    this.#services = services;
    this.#credentials = credentials;
    this.#fetch = signInFetch(services.clock);
  }

  /** Reads what is kept; rejects where it cannot be read. */
  static async open(services: SignInServices): Promise<SignIns> {
    const onSecrets = (secrets: readonly string[]) => services.onSecrets?.(secrets);
    return new SignIns(services, await Credentials.open(services.store, onSecrets));
  }

  /** The way into a server; undefined where the headers of its configuration are the way. */
  access(server: string, config: HttpServerConfig): ServerAccess | undefined {
    const names = Object.keys(config.headers).map((name) => name.toLowerCase());
    if (names.includes("authorization") && config.oauth === undefined) return undefined;
    const access = new ServerAccess(config, this.#credentials, this.#fetch);
    const former = this.#servers.get(server);
    if (former?.config.url === config.url) access.follow(former);
    this.#servers.set(server, access);
    return access;
  }

  /** Where the person goes to sign in to a server. Rejects with a SignInProblem. */
  async begin(server: string, { redirectUrl, browser }: SigningBrowser): Promise<URL> {
    const { clock, secret } = this.#services;
    const access = this.#require(server);
    const expiresAt = clock.monotonic() + SIGN_IN_MS;
    const credentials = this.#credentials;
    const state = secret();
    const options = { server, access, credentials, redirectUrl, browser, state, expiresAt };
    const attempt = new SignInAttempt(options);
    await this.#authorize(attempt, {});
    const { address } = attempt;
    if (address === undefined || !isSafe(address)) {
      const shown = address === undefined ? "nowhere" : `"${address.origin}"`;
      throw this.#refused(server, `it leads to ${shown}, and people sign in over https only`);
    }
    this.#remember(attempt);
    return address;
  }

  /**
   * Takes the answer that an authorization server sent a browser back with, and keeps the tokens. Gives the name of
   * the server. Rejects with a SignInProblem; the answer counts once, whatever comes of it.
   */
  async finish(answer: URLSearchParams, browser: string | undefined): Promise<string> {
    const attempt = this.#take(answer.get("state") ?? "", browser);
    const { server, access } = attempt.options;
    const iss = answer.get("iss") ?? undefined;
    const code = answer.get("code");
    if (code === null) throw this.#denied(attempt, answer, iss);
    await this.#authorize(attempt, { authorizationCode: code, ...(iss !== undefined && { iss }) });
    access.signedIn();
    return server;
  }

  /** Forgets the sign-in to a server. Rejects with a SignInProblem where there is no such server. */
  async forget(server: string): Promise<void> {
    await this.#credentials.forget(this.#require(server).config.url);
  }

  /** A text without the secrets of any sign-in. */
  strike(text: string): string {
    return strike(text, this.#credentials.secrets);
  }

  #require(server: string): ServerAccess {
    const access = this.#servers.get(server);
    if (access !== undefined) return access;
    throw new SignInProblem("not_asked", `The MCP server "${server}" asks nobody to sign in`);
  }

  async #authorize(
    attempt: SignInAttempt,
    answer: { readonly authorizationCode?: string; readonly iss?: string },
  ): Promise<void> {
    const { access, server } = attempt.options;
    const { scope, metadataUrl, config } = access;
    try {
      await auth(attempt, {
        serverUrl: config.url,
        fetchFn: this.#fetch,
        forceReauthorization: true,
        ...answer,
        ...(scope !== undefined && { scope }),
        ...(metadataUrl !== undefined && { resourceMetadataUrl: metadataUrl }),
      });
    } catch (error) {
      if (error instanceof SignInProblem) throw error;
      const own = [answer.authorizationCode ?? "", attempt.verifier ?? ""];
      throw this.#refused(server, strike(wordsOf(error), own));
    }
  }

  #remember(attempt: SignInAttempt): void {
    const now = this.#services.clock.monotonic();
    for (const [state, { options }] of this.#attempts) {
      const isFull = this.#attempts.size >= MAX_ATTEMPTS;
      if (isFull || options.expiresAt <= now) this.#attempts.delete(state);
    }
    this.#attempts.set(attempt.options.state, attempt);
  }

  #take(state: string, browser: string | undefined): SignInAttempt {
    const attempt = this.#attempts.get(state);
    this.#attempts.delete(state);
    if (attempt === undefined) {
      throw new SignInProblem("unknown", "This sign-in was not begun here, or it is over already");
    }
    const { options } = attempt;
    if (options.browser !== browser) {
      throw new SignInProblem("other_browser", "This sign-in was begun in another browser");
    }
    if (options.expiresAt <= this.#services.clock.monotonic()) {
      const minutes = SIGN_IN_MS / 60_000;
      throw new SignInProblem("expired", `This sign-in took longer than ${minutes} minutes`);
    }
    return attempt;
  }

  /** What an authorization server says instead of a code, once it is known to be the right one (RFC 9207). */
  #denied(attempt: SignInAttempt, answer: URLSearchParams, iss: string | undefined): SignInProblem {
    const { server } = attempt.options;
    const metadata = attempt.discoveryState()?.authorizationServerMetadata;
    try {
      validateAuthorizationResponseIssuer({
        iss,
        expectedIssuer: metadata?.issuer,
        issParameterSupported:
          metadata?.["authorization_response_iss_parameter_supported"] === true,
      });
    } catch (error) {
      return this.#refused(server, wordsOf(error));
    }
    const error = answer.get("error") ?? "no code";
    const said = answer.get("error_description") ?? error;
    if (error !== "access_denied") return this.#refused(server, said);
    const words = describeError(this.strike(said));
    return new SignInProblem("denied", `The sign-in to "${server}" was denied: ${words}`);
  }

  /** In words alone: a cause could hold what a server was sent. Secrets go before a long text is cut. */
  #refused(server: string, reason: string): SignInProblem {
    const words = describeError(this.strike(reason));
    return new SignInProblem("refused", `Could not sign in to "${server}": ${words}`);
  }
}

/** Without what a server sent that nobody can read: that may be anything. */
function wordsOf(error: unknown): string {
  const isUnread = error instanceof OAuthError && error.code === OAuthErrorCode.ServerError;
  if (!(error instanceof Error)) return describeError(error);
  const { message, cause } = error;
  const words = cause === undefined ? message : `${message}: ${describeError(cause)}`;
  return isUnread ? words.replace(/\s*(?:Invalid OAuth error response|Raw body):.*$/s, "") : words;
}

/** Some servers repeat what they were sent, as it was sent. */
function strike(text: string, secrets: readonly string[]): string {
  const forms = secrets
    .filter((secret) => secret !== "")
    .flatMap((secret) => [
      secret,
      encodeURIComponent(secret),
      new URLSearchParams([["", secret]]).toString().slice(1),
    ]);
  return forms.reduce((rest, form) => rest.replaceAll(form, "***"), text);
}

/** People type passwords there. */
function isSafe({ protocol, hostname }: URL): boolean {
  return protocol === "https:" || (protocol === "http:" && LOOPBACK.test(hostname));
}

const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])$/;
