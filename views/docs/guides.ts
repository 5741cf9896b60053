/** A short guide. Its paragraphs are Markdown. */
export interface Guide {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

/** What somebody new wants to know, in the order in which they want to know it. */
export const GUIDES: readonly Guide[] = [
  {
    id: "ask",
    title: "Ask, and watch",
    text: `Write a question in the chat. The agent answers with tools, and each lane of its work fills while it happens: the answer, its reasoning, calls, bundles, citations, questions to you.

Without a key the offline reader answers: it searches and quotes real files, and says that it is no language model. Set a provider's key and start again for a model that writes; the settings list the variables.

A message that you send while a run goes on waits in the queue. \`Ctrl Enter\` stops the run for it.`,
  },
  {
    id: "stop",
    title: "Stop, and leave",
    text: `\`Esc\` or Stop ends a run from any tab. What was said so far is kept and marked. One call alone can be stopped at its own cross.

Closing the page stops nothing. A run goes on without you, also through a restart of the server, and the page catches up when you are back.`,
  },
  {
    id: "decide",
    title: "Decide what may run",
    text: `A tool that changes something asks first, in the conversation and under Approvals. You see its arguments, the rule that asks, and what would change. Allow it once, for the session or for good, edit its arguments, or deny it with a reason for the model.

Rules that deny count first, then rules that ask, then the mode. Permissions lists them, and what was remembered can be removed there.`,
  },
  {
    id: "replay",
    title: "Look at a run again",
    text: `Every run can be opened in the inspector: scrub through its events, see what you saw at each, and read what changed. That is a **replay**: it shows what happened, costs nothing and does nothing.

A **fork** starts a new run from an event, with other words, another model or another result of a tool. It costs what a run costs. Compare lays two runs side by side and goes to their first difference.`,
  },
  {
    id: "take",
    title: "Take it with you",
    text: `A run can be exported as events, as a page that opens without a server, as Markdown, as OpenTelemetry or as a Playwright test. Secrets are struck out, and the export says how many. Events come back by import: drop the file on the list of runs.

The data folder holds one log a thread, one event a line. Copy it, search it, keep it in git.`,
  },
  {
    id: "programs",
    title: "Use it from a program",
    text: `Every API takes the token of the login link as bearer token. \`POST /api/chat\` with \`{"message": "..."}\` answers with the ids of the run and the address of its stream; \`GET /runs/<id>.json\` is its read model; \`POST /control/<command>\` does all else, and \`GET /control\` lists the commands with their schemas.

Clients of OpenAI and the AI SDK need two settings: \`/v1\` of this server as base URL, and the token as API key. \`model\` is an agent, or a model as \`<provider>/<model>\`. What they ask stands here like any other run.

A stream is server-sent events: \`event\` is the lane, \`id\` the place. Ask again with \`after\` and that place, and it goes on there without a gap.`,
  },
];
