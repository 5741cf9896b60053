import { expect, test } from "vitest";

import { StreamSlots } from "./stream-slots.ts";

test("StreamSlots says which limit is reached, and frees what is given back", () => {
  const slots = new StreamSlots(2, 3);
  const first = slots.take("a");
  slots.take("a");

  expect(slots.take("a")).toBe("user");
  expect(slots.take("b")).toBeTypeOf("function");
  expect(slots.take("b")).toBe("server");

  if (typeof first === "function") first();
  expect(slots.open).toBe(2);
  expect(slots.take("a")).toBeTypeOf("function");
});

test("A slot given back twice counts once", () => {
  const slots = new StreamSlots(5, 5);
  const release = slots.take("a");
  slots.take("a");

  if (typeof release === "function") {
    release();
    release();
  }

  expect(slots.open).toBe(1);
});
