import { expect, test } from "vitest";

import { Epochs, EPOCHS_KEPT_MAX } from "./epochs.ts";

test("a reader goes on over a restart that lost nothing it has seen", () => {
  const epochs = epochsFrom([1, 41]);

  expect(kept(epochs, 1, 40, { epoch: 2, sequence: 50 })).toBe(true);
  expect(kept(epochs, 2, 50, { epoch: 2, sequence: 50 })).toBe(true);
});

test("a reader that saw what a power loss took starts anew, also when the sequence is used again", () => {
  const epochs = epochsFrom([1, 41]);

  expect(kept(epochs, 1, 41, { epoch: 2, sequence: 50 })).toBe(false);
  expect(kept(epochs, 1, 45, { epoch: 2, sequence: 40 })).toBe(false);
});

test("a later, deeper loss counts for all the epochs before it", () => {
  const epochs = epochsFrom([1, 41, 30, 60]);
  const head = { epoch: 4, sequence: 70 };

  expect([29, 30, 40].map((sequence) => kept(epochs, 1, sequence, head))).toEqual([
    true,
    false,
    false,
  ]);
  expect([29, 30].map((sequence) => kept(epochs, 2, sequence, head))).toEqual([true, false]);
  expect([30, 59, 60].map((sequence) => kept(epochs, 3, sequence, head))).toEqual([
    true,
    true,
    false,
  ]);
});

test("a reader of an epoch too old to be remembered starts anew", () => {
  const count = EPOCHS_KEPT_MAX + 10;
  const epochs = epochsFrom(Array.from({ length: count }, (_, index) => index * 10 + 1));
  const head = { epoch: count, sequence: count * 10 };

  expect(kept(epochs, 1, 5, head)).toBe(false);
  expect(kept(epochs, 20, 195, head)).toBe(true);
  expect(kept(epochs, 1, 0, head)).toBe(true);
});

/** Epochs 1, 2, ... that begin at these sequences. */
function epochsFrom(beginnings: readonly number[]): Epochs {
  const epochs = new Epochs();
  beginnings.forEach((from, index) => epochs.add(index + 1, from));
  return epochs;
}

function kept(
  epochs: Epochs,
  epoch: number,
  sequence: number,
  head: { epoch: number; sequence: number },
): boolean {
  return epochs.kept({ epoch, sequence }, head);
}
