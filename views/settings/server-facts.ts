/** What the process was started with, as pages show it. Holds no secret. */
export interface ServerFacts {
  /** Variables that may hold a provider's key, and whether they are set. */
  readonly keys: readonly KeyFact[];
  /** The folder of the logs. */
  readonly data: string;
  /** The configuration file that was named; absent where `uar.yaml` is looked for. */
  readonly config?: string;
  readonly node: string;
  readonly platform: string;
  /** States are folded anew at each look. */
  readonly cold: boolean;
  readonly outputs: { readonly max_megabytes: number; readonly max_age_days?: number };
  /** Whether the bytes of providers' answers are kept. */
  readonly records: boolean;
  /** Whether the very same request is answered from memory. */
  readonly cache: boolean;
  /** How children of the process are kept from outliving it. */
  readonly containment: { readonly level: string; readonly note?: string };
  /** Tools that the configuration names and this machine cannot offer. */
  readonly absent_tools: readonly { readonly name: string; readonly reason: string }[];
  readonly hooks: readonly HookFact[];
}

export interface KeyFact {
  readonly variable: string;
  /** Whose key it holds. */
  readonly title: string;
  readonly isSet: boolean;
}

interface HookFact {
  readonly name: string;
  readonly point: string;
  readonly match: string | undefined;
}
