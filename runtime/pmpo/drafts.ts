import type { EventDraft } from "#runtime/event/catalogue.ts";

/** What a phase of the loop says: batches of events, each written whole before the loop goes on. */
export type Drafts = AsyncGenerator<readonly EventDraft[], void, undefined>;
