/** What the address of the inspector holds: the view of a run, never the run itself. Defaults are left out. */
export interface InspectorQuery {
  readonly at?: number;
  readonly side?: string;
  readonly view?: string;
  readonly tab?: string;
  readonly q?: string;
  readonly range?: string;
  readonly idle?: string;
  readonly fold?: string;
  readonly speed?: string;
  readonly path?: string;
  readonly sel?: string;
}

/** What an export leaves out, and what it takes along. */
export interface ExportQuery {
  /** Strikes out the names of home folders, too. */
  readonly homes?: 1 | undefined;
  /** Puts texts, arguments and results into spans. */
  readonly content?: 1 | undefined;
}

/** What is otherwise in a replay than it was recorded: one part, and what it is instead. */
export interface ReplayQuery {
  readonly change: string;
  readonly text?: string;
  readonly call?: string;
  readonly mode?: string;
  readonly match?: string;
  readonly verdict?: string;
  readonly at?: number;
  readonly minutes?: number;
}

/** Filters of the runs list. */
export interface RunsQuery {
  readonly q?: string;
  readonly status?: string;
  readonly agent?: string;
  readonly model?: string;
  readonly tool?: string;
  readonly from?: string;
  readonly to?: string;
  readonly sort?: string;
  readonly cursor?: string;
}

/** Two runs side by side: `a` and `b` are run ids, each with the event up to which it counts: `r_1@311`. */
export interface CompareQuery {
  readonly a?: string;
  readonly b?: string;
  readonly by?: string;
  readonly tab?: string;
  /** The difference that is looked at, from 1. */
  readonly d?: number;
  /** The row of a stretch that is shown whole. */
  readonly open?: number;
  /** The row with which the list begins. */
  readonly from?: number;
}

/** The view of a session: its branch, the part of it around a turn, and the lanes that the mixer shows. */
export interface SessionQuery {
  readonly before?: string;
  readonly after?: string;
  readonly turn?: string;
  readonly b?: string | undefined;
  readonly solo?: string;
  readonly mute?: string;
}

/** The trial of a tool that its page shows. */
export interface ToolQuery {
  readonly run?: string;
}

/** The parts of the settings. */
export type SettingsSection =
  | "keys"
  | "models"
  | "limits"
  | "permissions"
  | "retention"
  | "webhooks"
  | "theme"
  | "shortcuts"
  | "notifications"
  | "health";

/** The search over sessions. */
export interface SessionsQuery {
  readonly q?: string;
  readonly archived?: "only";
}

/** A thread and the `<epoch>.<sequence>` after which a reader wants its events. */
export interface Subscription {
  readonly thread_id: string;
  readonly after: string;
}

/**
 * Whether there is a server behind the page, or it is the viewer of an exported run, alone in a file:
 * its bundle has `file-urls.ts` in the place of this module.
 */
export const PLACE: "server" | "file" = "server";

/** Every address of the playground. Path = thing, query = view, hash = place in the page. */
export const urls = {
  home: () => "/",
  /** An empty chat; with an agent, that one is chosen. */
  chat: (query?: { readonly agent?: string }) => address(["chat"], query),
  session: (session: string, query?: SessionQuery) => address(["s", session], query),
  turns: (session: string) => address(["s", session, "turns"]),
  /** A turn in its place in the conversation, also where that is far from the end; `b` names the branch. */
  turnPlace: (session: string, turn: string, b?: string) =>
    `${address(["s", session], { b, turn })}#${encodeURIComponent(turn)}`,
  turn: (session: string, turn: string, b?: string) =>
    address(["s", session, "turns", turn], { b }),
  /** The form that sends other words in the place of a turn. */
  editTurn: (session: string, turn: string, b?: string) =>
    address(["s", session, "turns", turn, "edit"], { b }),
  /** The form that asks a turn once more. */
  regenerate: (session: string, turn: string, b?: string) =>
    address(["s", session, "turns", turn, "regenerate"], { b }),
  /** The branches of a session, and what can be done with them. */
  branches: (session: string) => address(["s", session, "branches"]),
  /** The versions of each turn of a branch, as JSON for the arrows of a page that is open. */
  arrows: (session: string, b?: string) => address(["s", session, "arrows"], { b }),
  newTurn: () => "/turns",
  sessions: (query?: SessionsQuery) => address(["sessions"], query),
  /** Asks for a summary of a session's earlier messages. */
  compact: (session: string) => address(["s", session, "compact"]),
  sessionSettings: (session: string) => address(["s", session, "settings"]),
  /** The messages that wait in a session. */
  queue: (session: string, b?: string) => address(["s", session, "queue"], { b }),
  queued: (turn: string) => address(["queue", turn]),
  /** Writes to a command of a run, and ends it. */
  processInput: (run: string, process: string) =>
    address(["runs", run, "processes", process, "input"]),
  processEnd: (run: string, process: string) => address(["runs", run, "processes", process, "end"]),
  interrupt: (run: string) => address(["runs", run, "interrupt"]),

  /** Every question to a person; those that wait, or those that have their answer. */
  approvals: (query?: { readonly state?: "answered" }) => address(["approvals"], query),
  /** One question, with its arguments to edit. */
  approval: (action: string) => address(["approvals", action]),
  action: (action: string) => address(["actions", action]),
  permissions: () => "/permissions",
  removeRule: (rule: string) => address(["permissions", rule, "remove"]),
  removeAllowance: (thread: string) => address(["permissions", "sessions", thread, "remove"]),

  /** One box for everything; `run` is the run at hand, whose events a bare number means. */
  go: (query?: { readonly q?: string; readonly run?: string }) => address(["go"], query),
  agents: (query?: { readonly q?: string }) => address(["agents"], query),
  reloadAgents: () => "/agents/reload",
  importAgent: () => "/agents/import",
  agent: (agent: string) => address(["agents", agent]),
  /** Asks before an agent is deleted; posting to it deletes it. */
  deleteAgent: (agent: string) => address(["agents", agent, "delete"]),
  /** Holds a schedule of an agent back, or lets it go on. */
  schedules: (agent: string) => address(["agents", agent, "schedules"]),

  tools: () => "/tools",
  /** One server of tools; posting to it connects it again. */
  toolServer: (server: string) => address(["tools", server]),
  /** Begins a sign-in to a server. */
  signIn: (server: string) => address(["tools", server, "sign-in"]),
  signOut: (server: string) => address(["tools", server, "sign-out"]),
  /** Where authorization servers lead people back to. */
  signInCallback: () => "/sign-in/callback",
  /** One tool, by the name that it has at its server. */
  tool: (server: string, tool: string, query?: ToolQuery) =>
    address(["tools", server, tool], query),
  /** Where a call by hand is sent. */
  toolCalls: (server: string, tool: string) => address(["tools", server, tool, "calls"]),
  /** What a tool says now counts as known. */
  acceptTool: (server: string, tool: string) => address(["tools", server, tool, "accept"]),

  /** What agents can read how to do. */
  skills: () => "/skills",
  /** One skill, with the trial of a script that the address names, or one of its files. */
  skill: (skill: string, query?: { readonly run?: string; readonly file?: string }) =>
    address(["skills", skill], query),
  /** Where a call of a script by hand is sent. */
  skillScripts: (skill: string) => address(["skills", skill, "scripts"]),

  /** What agents remember; `agent` is one of them. */
  memory: () => "/memory",
  memories: (agent: string, query?: { readonly q?: string }) => address(["memory", agent], query),
  /** The form that asks before something is forgotten; posting to it forgets it. */
  forgetMemory: (agent: string, memory: string) => address(["memory", agent, memory, "forget"]),

  /** A section of the settings; none leads to the first. */
  settings: (section?: SettingsSection) =>
    address(section === undefined ? ["settings"] : ["settings", section]),
  /** What runs made, and outputs that are kept. */
  artifacts: () => "/artifacts",
  tasks: (query?: { readonly status?: string }) => address(["tasks"], query),
  task: (task: string) => address(["tasks", task]),
  /** The scripted runs. */
  labs: () => "/lab",
  /** One of them; posting to it plays it. */
  lab: (scenario: string, query?: { readonly rate?: string; readonly seed?: string }) =>
    address(["lab", scenario], query),
  docs: () => "/docs",
  docsEvents: () => "/docs/events",
  /** A class of events. */
  docsEvent: (type: string) => address(["docs", "events", type]),
  docsApi: () => "/docs/api",
  /** One operation of the API; posting to it does it. */
  docsOperation: (id: string) => address(["docs", "api", id]),
  openApi: () => "/openapi.json",
  docsComponents: () => "/docs/components",
  /** Something that a run shows, in each of its states. */
  docsComponent: (name: string) => address(["docs", "components", name]),
  /** Every place that the bar of small screens has no room for. */
  more: () => "/more",

  runs: (query?: RunsQuery) => address(["runs"], query),
  run: (run: string, query?: InspectorQuery) => address(["runs", run], query),
  event: (run: string, sequence: number) => address(["runs", run, String(sequence)]),
  eventJson: (run: string, sequence: number) => address(["runs", run, `${sequence}.json`]),
  runJson: (run: string) => address(["runs", `${run}.json`]),
  /** The run's events, as the log has them. */
  runLog: (run: string) => address(["runs", `${run}.jsonl`], { raw: 1 }),
  /** What the run can be taken away as. */
  exports: (run: string) => address(["runs", run, "export"]),
  /** The run as a file, without secrets; `extension` says which one. */
  exported: (run: string, extension: string, query?: ExportQuery) =>
    address(["runs", `${run}.${extension}`], query),
  /** A look at the run for somebody else. */
  share: (run: string, query?: InspectorQuery) => address(["runs", run, "share"], query),
  importRun: () => address(["runs", "import"]),
  runState: (run: string, at?: number) => address(["runs", run, "state.json"], { at }),
  /** What the person saw at an event; with `before`, the parts in front of so many. */
  stage: (run: string, query?: InspectorQuery & { readonly before?: number }) =>
    address(["runs", run, "stage"], query),
  /** The parts that stand before so many parts of the run, a page of them. */
  parts: (run: string, before: number) => address(["runs", run, "parts"], { before }),
  /** Whether the run, run again, goes the same way; with a query, under that change. */
  replay: (run: string, query?: ReplayQuery) => address(["runs", run, "replay"], query),
  /** Asks for the run's evidence, or for what to look at in it, as a file to save. */
  evidence: (run: string) => address(["runs", run, "evidence"]),
  review: (run: string) => address(["runs", run, "review"]),
  /** What a new run from the midst of this one would reuse, and the form that begins it. */
  fork: (run: string, at?: number) => address(["runs", run, "fork"], { at }),
  /** What the run that a fork comes from did after it, drawn on the fork's own axis. */
  originScore: (run: string, query?: Pick<InspectorQuery, "idle" | "range">) =>
    address(["runs", run, "origin.svg"], query),
  /** The run with all of its thread before it, for `uar replay`. */
  replayJsonl: (run: string) => address(["runs", run, "replay.jsonl"]),
  /** The run as a Playwright spec. */
  madeTest: (run: string) => address(["runs", run, "fixture.ts"]),
  /** A whole output of which the log holds the beginning. */
  output: (ref: string) => address(["outputs", ref]),
  source: (run: string, index: number) => address(["runs", run, "sources", String(index)]),
  /** What crossed the wire for one request to a model. */
  wire: (run: string, step: string) => address(["runs", run, "wire", step]),
  runLanes: (run: string, query?: { readonly after?: string }) =>
    address(["runs", run, "lanes"], query),
  runLane: (run: string, lane: string) => address(["runs", run, "lanes", lane]),

  compare: (query?: CompareQuery) => address(["compare"], query),
  compareJson: (query: Pick<CompareQuery, "a" | "b" | "by">) => address(["compare.json"], query),

  bundle: (run: string, artifact: string, version: number) =>
    address(["bundle", run, artifact], { version }),

  /** The one stream of a browser. Ids hold no character that a query would have to escape. */
  stream: (subscriptions: readonly Subscription[]) =>
    `/stream?subscribe=${subscriptions.map((each) => `${each.thread_id}:${each.after}`).join(",")}`,
  threadStream: (thread: string) => address(["threads", thread, "stream"]),

  login: () => "/login",
  theme: () => "/theme",
} as const;

function address(path: readonly string[], query: object = {}): string {
  const pairs = Object.entries(query)
    .filter(([, value]) => value !== undefined && value !== "")
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
  const place = `/${path.map(encodeURIComponent).join("/")}`;
  return pairs.length === 0 ? place : `${place}?${pairs.join("&")}`;
}
