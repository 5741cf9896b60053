import { describe, expect, it } from "vitest";

import type { ModelMessage } from "#runtime/model/driver.ts";
import { summaryRequest } from "./summary-request.ts";
import { textTokens } from "./token-estimate.ts";

function asked(messages: readonly ModelMessage[], room: number, before?: string): string {
  const covered = [{ turn_id: "t_1", messages }];
  return summaryRequest({ before, covered, room, settings: {} }).messages.at(-1)?.content ?? "";
}

const user = (content: string) => ({ role: "user", content }) as const;

describe("summaryRequest()", () => {
  it("gives the whole conversation as one text, with who said what and what came of calls", () => {
    const call = { provider_call_id: "c1", name: "fs__read", arguments: '{"path":"a.md"}' };
    const text = asked(
      [
        user("Look at a.md"),
        { role: "assistant", content: "I look.", tool_calls: [call] },
        {
          role: "tool",
          provider_call_id: "c1",
          name: "fs__read",
          content: "No such file",
          is_error: true,
        },
      ],
      1_000,
      "They met",
    );

    expect(text.split("\n\n")).toEqual([
      "[earlier summary]\nThey met",
      "[person]\nLook at a.md",
      "[agent]\nI look.",
      '[agent calls fs__read]\n{"path":"a.md"}',
      "[fs__read failed]\nNo such file",
    ]);
  });

  it.each(["x", "漢", "💥"])("fits into the room, whatever its letters cost: %s", (letter) => {
    const text = asked(
      [user(letter.repeat(90_000)), user(letter.repeat(9_000)), user("Why?")],
      2_000,
    );

    expect(textTokens(text)).toBeLessThan(2_100);
    expect(text).toContain("[person]\nWhy?");
    expect(text).toMatch(/\[\d+ characters left out\]/);
    expect(text.isWellFormed()).toBe(true);
  });

  it("asks without tools, without words that would stop it, and for no answer", () => {
    const settings = { temperature: 0.2, stop: ["\n"] };
    const request = summaryRequest({ before: undefined, covered: [], room: 10, settings });

    expect(request).toMatchObject({ tools: [], purpose: "compaction" });
    expect(request.settings).toEqual({ temperature: 0.2 });
  });
});
