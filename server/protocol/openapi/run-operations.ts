import { z } from "zod";

import { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { LANES } from "#runtime/event/lane.ts";
import { Usage } from "#runtime/event/shared.ts";
import { EXPORT_FORMATS } from "#runtime/replay/export/formats.ts";
import { ChatRequest } from "#server/protocol/seed-chat.ts";
import type { ApiOperation } from "./api-route.ts";

const ChatAccepted = z.object({
  session_id: z.string(),
  thread_id: z.string(),
  turn_id: z.string(),
  run_id: z.string(),
  stream_url: z.string(),
});
const Place = { after: z.string().exactOptional().describe("<epoch>.<sequence>") };
const LanePlace = z.object({
  lanes: z
    .string()
    .exactOptional()
    .describe(`Some of ${LANES.join(",")}`),
  ...Place,
});
const LaneMessage = z
  .looseObject({ seq: z.int().exactOptional() })
  .describe("The payload of the lane that `event:` names; /docs/events lists them");
const RunModel = z.looseObject({
  run_id: z.string(),
  status: z.string(),
  text: z.string(),
  tool_calls: z.array(z.looseObject({})),
  citations: z.array(z.looseObject({})),
  usage: Usage,
});
const flag = (meaning: string) => z.literal("1").exactOptional().describe(meaning);
const ExportQuery = z.object({
  preview: flag("Says what would be struck out"),
  homes: flag("Strikes home folders, too"),
  content: flag("Puts texts into spans"),
});

/** Messages, the runs that they become, and what is kept of those. */
export const RUN_OPERATIONS: readonly ApiOperation[] = [
  {
    method: "post",
    path: "/api/chat",
    operation_id: "submitMessage",
    summary: "Hands a message to an agent, and answers at once with the stream of its run",
    body: ChatRequest,
    answer: ChatAccepted,
    status: 202,
  },
  {
    method: "get",
    path: "/api/chat/stream",
    operation_id: "streamSession",
    summary: "The lanes of a session's newest run, or of the one named",
    query: LanePlace.extend({ session_id: z.string(), run_id: z.string().exactOptional() }),
    streams: LaneMessage,
  },
  {
    method: "post",
    path: "/attachments",
    operation_id: "keepAttachments",
    summary: "Keeps files, in the field `files`, for a message to name",
    takes: "multipart/form-data",
    field: "files",
    answer: z.object({ attachments: z.array(z.looseObject({ output_ref: z.string() })) }),
    status: 201,
  },
  ...(["lanes", "stream"] as const).map((name): ApiOperation => ({
    method: "get",
    path: `/runs/:run/${name}`,
    operation_id: name === "lanes" ? "streamRun" : "streamRunToo",
    summary: "All lanes of a run, live, as events, JSON lines, text or HTML, as Accept says",
    query: LanePlace,
    streams: LaneMessage,
  })),
  {
    method: "get",
    path: "/runs/:run/lanes/:lane",
    operation_id: "streamLane",
    summary: "One lane of a run",
    query: z.object(Place),
    streams: LaneMessage,
  },
  {
    method: "get",
    path: "/threads/:thread/stream",
    operation_id: "streamThread",
    summary: "The lanes of a thread, live, from any place of its log",
    query: LanePlace,
    streams: LaneMessage,
  },
  {
    method: "get",
    path: "/stream",
    operation_id: "streamThreads",
    summary: "Every event of several threads on one stream",
    query: z.object({ subscribe: z.string().describe("<thread_id>:<epoch>.<sequence>,...") }),
    streams: RuntimeEvent,
  },
  {
    method: "get",
    path: "/runs/:run.json",
    route: "/runs/:file{[^/]+\\.json}",
    operation_id: "getRun",
    summary: "A run as it stands: its text, calls, citations and usage",
    answer: RunModel,
  },
  ...EXPORT_FORMATS.map(({ name, extension, media_type }): ApiOperation => ({
    method: "get",
    path: `/runs/:run.${extension}`,
    route: `/runs/:file{[^/]+\\.${extension.replace(".", "\\.")}}`,
    operation_id: `exportRunAs_${name.replaceAll(/\W/g, "_")}`,
    summary: `A run as a file in the format ${name}, without secrets`,
    query:
      extension === "jsonl" ? ExportQuery.extend({ raw: flag("The log as it is") }) : ExportQuery,
    gives: media_type,
  })),
  {
    method: "get",
    path: "/runs/:run/replay.jsonl",
    operation_id: "getReplay",
    summary: "The events of a run and all before it in its thread, without secrets",
    gives: "application/jsonl",
  },
  {
    method: "get",
    path: "/runs/:run/:sequence.json",
    route: "/runs/:run/:sequence{[0-9]+\\.json}",
    operation_id: "getEvent",
    summary: "One event of a run, as the log has it",
    answer: z.looseObject({ type: z.string(), event_id: z.string(), sequence: z.int() }),
  },
  {
    method: "get",
    path: "/runs/:run/wire/:step",
    operation_id: "getWire",
    summary: "What crossed the wire between server and model in a step",
    gives: "application/jsonl",
  },
  {
    method: "get",
    path: "/runs/:run/fixture.ts",
    operation_id: "getMadeTest",
    summary: "A run as a test for Playwright",
    gives: "text/plain",
  },
  {
    method: "get",
    path: "/compare.json",
    operation_id: "compareRuns",
    summary: "Where two runs part",
    query: z.object({ a: z.string(), b: z.string(), by: z.string().exactOptional() }),
    answer: z.unknown(),
  },
  {
    method: "get",
    path: "/outputs/:ref",
    operation_id: "getOutput",
    summary: "A tool's whole output, or a file that came with a question",
    gives: "application/octet-stream",
  },
];
