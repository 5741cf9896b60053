import type { Random } from "./random.ts";

/** Small, so that a few events fill many pages and each may be lost alone. */
const PAGE_BYTES = 128;

/** A file with a page cache: what processes see, and what the disk holds for when the power goes. */
export class SimulatedFile {
  #cached = Buffer.alloc(0);
  #durable = Buffer.alloc(0);
  readonly #dirty = new Set<number>();

  get size(): number {
    return this.#cached.length;
  }

  get content(): Buffer {
    return Buffer.from(this.#cached);
  }

  read(into: Uint8Array, position: number): number {
    return this.#cached.copy(into, 0, position, position + into.length);
  }

  write(bytes: Uint8Array, position: number): number {
    const end = position + bytes.length;
    if (end > this.#cached.length) this.#cached = resized(this.#cached, end);
    this.#cached.set(bytes, position);
    this.#markDirty(position, end);
    return bytes.length;
  }

  truncate(size: number): void {
    this.#cached = resized(this.#cached, size);
    for (const page of this.#dirty) if (page * PAGE_BYTES >= size) this.#dirty.delete(page);
    this.#markDirty(size - 1, size);
  }

  sync(): void {
    this.#durable = resized(this.#durable, this.#cached.length);
    for (const page of this.#dirty) this.#persist(page);
    this.#dirty.clear();
  }

  /** What Linux does when writing back fails: some pages arrive, and all count as clean from then on. */
  failSync(random: Random): void {
    if (random.chance(0.5)) this.#durable = resized(this.#durable, this.#cached.length);
    for (const page of this.#dirty) if (random.chance(0.5)) this.#persist(page);
    this.#dirty.clear();
  }

  /** Pages that were not synced arrived or did not, each for itself and in no order; so did the size. */
  losePower(random: Random): void {
    const sizes = [this.#durable.length, this.#cached.length];
    const low = Math.min(...sizes);
    const high = Math.max(...sizes);
    const size = random.chance(0.4)
      ? random.between(low, high)
      : (sizes[random.between(0, 1)] ?? 0);
    this.#durable = resized(this.#durable, size);
    for (const page of this.#dirty) if (random.chance(0.5)) this.#persist(page);
    this.#cached = Buffer.from(this.#durable);
    this.#dirty.clear();
  }

  #markDirty(from: number, to: number): void {
    if (to <= 0) return;
    const last = Math.floor((to - 1) / PAGE_BYTES);
    for (let page = Math.floor(from / PAGE_BYTES); page <= last; page += 1) this.#dirty.add(page);
  }

  #persist(page: number): void {
    const from = page * PAGE_BYTES;
    this.#cached.copy(this.#durable, from, from, from + PAGE_BYTES);
  }
}

function resized(bytes: Buffer, size: number): Buffer<ArrayBuffer> {
  const copy = Buffer.alloc(size);
  bytes.copy(copy);
  return copy;
}
