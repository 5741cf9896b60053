import { expect, it } from "vitest";

import { createOfflineModel } from "#runtime/model/offline/offline-model.ts";
import { skippingClock } from "#runtime/model/testing/skipping-clock.ts";
import { summaryRequest } from "#runtime/pmpo/compaction/summary-request.ts";

it("the offline model sums up who said what, and takes an earlier summary over", async () => {
  const covered = [
    {
      turn_id: "t_1",
      messages: [
        { role: "user", content: "Where is the retry?" },
        { role: "assistant", content: `In retry.ts. ${"More. ".repeat(100)}`, tool_calls: [] },
      ] as const,
    },
  ];
  const request = summaryRequest({ before: "They met", covered, room: 1_000, settings: {} });
  const model = createOfflineModel(skippingClock());
  let text = "";
  for await (const events of model.stream(request, new AbortController().signal)) {
    for (const event of events) if (event.type === "message_delta") text += event.text;
  }

  const [before, asked, answered, ...rest] = text.split("\n");

  expect([before, asked]).toEqual(["They met", "- The person said: Where is the retry?"]);
  expect(answered).toMatch(/^- The agent answered: In retry\.ts\. More\..*…$/);
  expect(rest).toEqual([]);
});
