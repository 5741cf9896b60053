import type { Clock } from "#runtime/services.ts";
import type { KeptBytes, OutputStore } from "./output-store.ts";

/** A store for tests, and for runtimes without a disk. */
export function openMemoryOutputStore(clock: Pick<Clock, "now">): OutputStore {
  const kept = new Map<string, KeptBytes & { readonly content: Uint8Array<ArrayBuffer> }>();
  return {
    put: async (sha256, bytes) => {
      const content = new Uint8Array(bytes);
      const kept_at = Date.parse(clock.now());
      kept.set(sha256, { sha256, bytes: content.length, kept_at, content });
    },
    read: async (sha256) => {
      const known = kept.get(sha256);
      return known && new Blob([known.content]).stream();
    },
    remove: async ({ sha256, kept_at }) =>
      kept.get(sha256)?.kept_at === kept_at && kept.delete(sha256),
    list: async () =>
      [...kept.values()].map(({ sha256, bytes, kept_at }) => ({ sha256, bytes, kept_at })),
  };
}
