import type { Random } from "./random.ts";
import { SimulatedFile } from "./simulated-file.ts";

type Node = SimulatedFile | SimulatedDirectory;

/** A directory whose names last only from the next sync on. */
export class SimulatedDirectory {
  #cached = new Map<string, Node>();
  #durable = new Map<string, Node>();

  get names(): readonly string[] {
    return [...this.#cached.keys()];
  }

  get(name: string): Node | undefined {
    return this.#cached.get(name);
  }

  set(name: string, node: Node): void {
    this.#cached.set(name, node);
  }

  delete(name: string): void {
    this.#cached.delete(name);
  }

  sync(): void {
    this.#durable = new Map(this.#cached);
  }

  /** What became of names since the last sync arrived or did not, each for itself. */
  losePower(random: Random): void {
    for (const [name, node] of this.#durable) {
      if (!this.#cached.has(name) && random.chance(0.5)) this.#cached.set(name, node);
    }
    for (const name of this.#cached.keys()) {
      if (!this.#durable.has(name) && random.chance(0.5)) this.#cached.delete(name);
    }
    this.sync();
    for (const node of this.#cached.values()) node.losePower(random);
  }
}
