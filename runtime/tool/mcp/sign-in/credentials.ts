import { oneAtATime } from "#runtime/one-at-a-time.ts";
import { SignInRecord, type SignInRecords, type SignInStore } from "./sign-in-records.ts";

/** Tokens that were replaced are struck out for a while longer: what came with them may still be on its way. */
const MAX_SECRETS = 200;

/**
 * What is known of sign-ins, in memory and in its store.
 *
 * S1 A change counts at once, and is durable when its promise resolves; changes are written one after the other.
 * S2 Tokens are replaced by those that came of them, never after they were forgotten meanwhile.
 */
export class Credentials {
  readonly #store: SignInStore;
  readonly #onSecrets: (secrets: readonly string[]) => void;
  readonly #inTurn = oneAtATime();
  #records: SignInRecords;
  #secrets: readonly string[] = [];

  private constructor(
    store: SignInStore,
    records: SignInRecords,
    onSecrets: (secrets: readonly string[]) => void,
  ) {
    this.#store = store;
    this.#records = records;
    this.#onSecrets = onSecrets;
    for (const record of Object.values(records.servers)) this.#learn(record);
  }

  /** Reads what is kept. `onSecrets` hears of all that must not be shown, whenever that changes. */
  static async open(
    store: SignInStore,
    onSecrets: (secrets: readonly string[]) => void,
  ): Promise<Credentials> {
    return new Credentials(store, await store.read(), onSecrets);
  }

  /** What is kept of the server at this address. */
  of(url: string): SignInRecord {
    return this.#records.servers[url] ?? {};
  }

  /** The texts that must not be shown. */
  get secrets(): readonly string[] {
    return this.#secrets;
  }

  /** Keeps something of a server beside the rest. */
  async keep(url: string, part: SignInRecord): Promise<void> {
    const record = SignInRecord.parse({ ...this.of(url), ...part });
    this.#learn(record);
    await this.#write({ ...this.#records.servers, [url]: record });
  }

  /** Keeps the tokens that came of others, unless those are not there any more. */
  async replaceTokens(
    url: string,
    old: SignInRecord["tokens"],
    tokens: SignInRecord["tokens"],
  ): Promise<void> {
    if (this.of(url).tokens === old) await this.keep(url, { tokens }); // S2
  }

  /** Forgets all of a server. */
  async forget(url: string): Promise<void> {
    const { [url]: _, ...rest } = this.#records.servers;
    await this.#write(rest);
  }

  #learn({ client, tokens }: SignInRecord): void {
    const found = [
      client?.client_secret,
      tokens?.access_token,
      tokens?.refresh_token,
      tokens?.id_token,
    ].flatMap((secret) => secret ?? []);
    this.#secrets = [...new Set([...found, ...this.#secrets])].slice(0, MAX_SECRETS);
    this.#onSecrets(this.#secrets);
  }

  #write(servers: SignInRecords["servers"]): Promise<void> {
    this.#records = { servers };
    const records = this.#records;
    return this.#inTurn(() => this.#store.write(records)); // S1
  }
}
