/** A server that names its tools anew each time must not fill the memory. */
const MAX_PINS = 10_000;

interface Pin {
  readonly server: string;
  accepted: string;
  current: string;
}

/**
 * What each tool said of itself when it was first seen. A server that changes that later may have been
 * friendly only until it was allowed (S30).
 */
export class ToolPins {
  readonly #pins = new Map<string, Pin>();

  see(server: string, toolName: string, fingerprint: string): void {
    const pin = this.#pins.get(toolName);
    if (pin === undefined) {
      this.#pins.set(toolName, { server, accepted: fingerprint, current: fingerprint });
      const [oldest] = this.#pins.keys();
      if (this.#pins.size > MAX_PINS && oldest !== undefined) this.#pins.delete(oldest);
    } else pin.current = fingerprint;
  }

  /** The names of the tools that are not what they were. */
  changed(): string[] {
    return [...this.#pins].filter(([, pin]) => pin.accepted !== pin.current).map(([name]) => name);
  }

  problems(server: string): string[] {
    return this.changed()
      .filter((name) => this.#pins.get(name)?.server === server)
      .map((name) => `The tool "${name}" changed after it was first seen; calls to it ask first`);
  }

  accept(toolName: string): void {
    const pin = this.#pins.get(toolName);
    if (pin !== undefined) pin.accepted = pin.current;
  }
}
