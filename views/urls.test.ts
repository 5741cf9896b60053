import { expect, test } from "vitest";

import { urls } from "./urls.ts";

test("every address is what links and bookmarks rely on", () => {
  const addresses = {
    home: urls.home(),
    chat: urls.chat(),
    session: urls.session("s_1"),
    sessionView: urls.session("s_1", { b: "th_2", solo: "tools", mute: "status" }),
    turns: urls.turns("s_1"),
    turn: urls.turn("s_1", "t_1"),
    turnPlace: urls.turnPlace("s_1", "t_1", "th_2"),
    editTurn: urls.editTurn("s_1", "t_1", "th_2"),
    regenerate: urls.regenerate("s_1", "t_1"),
    branches: urls.branches("s_1"),
    newTurn: urls.newTurn(),
    interrupt: urls.interrupt("r_1"),
    approvals: urls.approvals(),
    approval: urls.approval("act_1"),
    action: urls.action("act_1"),
    permissions: urls.permissions(),
    removeRule: urls.removeRule("rule_1"),
    runs: urls.runs({ status: "failed", q: "retry & stop" }),
    run: urls.run("r_1", { at: 318, side: "before", tab: "wire" }),
    event: urls.event("r_1", 318),
    eventJson: urls.eventJson("r_1", 318),
    runJson: urls.runJson("r_1"),
    runLog: urls.runLog("r_1"),
    exports: urls.exports("r_1"),
    exported: urls.exported("r_1", "otlp.json", { content: 1 }),
    share: urls.share("r_1", { at: 7 }),
    importRun: urls.importRun(),
    runState: urls.runState("r_1", 318),
    stage: urls.stage("r_1", { at: 318 }),
    fork: urls.fork("r_1", 318),
    source: urls.source("r_1", 2),
    runLanes: urls.runLanes("r_1"),
    runLane: urls.runLane("r_1", "tokens"),
    compare: urls.compare({ a: "r_1", b: "r_2@311", tab: "answer", d: 3 }),
    compareJson: urls.compareJson({ a: "r_1", b: "r_2" }),
    bundle: urls.bundle("r_1", "art_1", 2),
    stream: urls.stream([
      { thread_id: "th_1", after: "1.42" },
      { thread_id: "th_2", after: "3.0" },
    ]),
    threadStream: urls.threadStream("th_1"),
    login: urls.login(),
    theme: urls.theme(),
  };

  expect(addresses).toEqual({
    home: "/",
    chat: "/chat",
    session: "/s/s_1",
    sessionView: "/s/s_1?b=th_2&solo=tools&mute=status",
    turns: "/s/s_1/turns",
    turn: "/s/s_1/turns/t_1",
    turnPlace: "/s/s_1?b=th_2&turn=t_1#t_1",
    editTurn: "/s/s_1/turns/t_1/edit?b=th_2",
    regenerate: "/s/s_1/turns/t_1/regenerate",
    branches: "/s/s_1/branches",
    newTurn: "/turns",
    interrupt: "/runs/r_1/interrupt",
    approvals: "/approvals",
    approval: "/approvals/act_1",
    action: "/actions/act_1",
    permissions: "/permissions",
    removeRule: "/permissions/rule_1/remove",
    runs: "/runs?status=failed&q=retry%20%26%20stop",
    run: "/runs/r_1?at=318&side=before&tab=wire",
    event: "/runs/r_1/318",
    eventJson: "/runs/r_1/318.json",
    runJson: "/runs/r_1.json",
    runLog: "/runs/r_1.jsonl?raw=1",
    exports: "/runs/r_1/export",
    exported: "/runs/r_1.otlp.json?content=1",
    share: "/runs/r_1/share?at=7",
    importRun: "/runs/import",
    runState: "/runs/r_1/state.json?at=318",
    stage: "/runs/r_1/stage?at=318",
    fork: "/runs/r_1/fork?at=318",
    source: "/runs/r_1/sources/2",
    runLanes: "/runs/r_1/lanes",
    runLane: "/runs/r_1/lanes/tokens",
    compare: "/compare?a=r_1&b=r_2%40311&tab=answer&d=3",
    compareJson: "/compare.json?a=r_1&b=r_2",
    bundle: "/bundle/r_1/art_1?version=2",
    stream: "/stream?subscribe=th_1:1.42,th_2:3.0",
    threadStream: "/threads/th_1/stream",
    login: "/login",
    theme: "/theme",
  });
});

test("an id cannot leave its place in the path", () => {
  expect(urls.run("../../login")).toBe("/runs/..%2F..%2Flogin");
  expect(urls.session("s?x#y")).toBe("/s/s%3Fx%23y");
});

test("a view without choices has no query", () => {
  expect(urls.run("r_1", {})).toBe("/runs/r_1");
  expect(urls.runs({ q: "" })).toBe("/runs");
});
