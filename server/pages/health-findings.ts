import type { AppServices } from "#server/services.ts";
import type { Finding } from "#views/settings/health-section.ts";
import { urls } from "#views/urls.ts";

/** What a person would look at first when something is odd. */
export function healthFindings(services: AppServices): readonly Finding[] {
  return [
    readiness(services),
    modelAnswers(services),
    ...providers(services),
    logs(services),
    ...servers(services),
    changedTools(services),
    ...absentTools(services),
    containment(services),
  ];
}

function readiness({ isReady }: AppServices): Finding {
  const isGood = isReady();
  const detail = isGood ? "New messages are run" : "It ends what runs and takes nothing new";
  return { title: "Takes work", isGood, detail };
}

function modelAnswers({ models }: AppServices): Finding {
  const { defaultModel, origin } = models;
  const problem = models.problem(defaultModel);
  const href = urls.settings("keys");
  if (problem !== undefined) {
    return { title: "Default model", isGood: false, detail: problem.message, href };
  }
  const detail =
    origin === "none"
      ? `${defaultModel} answers: no key is set, and no Ollama was found`
      : `${defaultModel} answers, from ${origin === "config" ? "uar.yaml" : `the ${origin}`}`;
  return { title: "Default model", isGood: true, detail };
}

function providers({ health }: AppServices): readonly Finding[] {
  return health()
    .filter(({ ms_left }) => ms_left > 0)
    .map(({ provider, ms_left }) => ({
      title: `Provider ${provider}`,
      isGood: false,
      detail: `It did not answer; it is asked again in ${Math.ceil(ms_left / 1000)} s`,
      href: urls.settings("models"),
    }));
}

function logs({ control }: AppServices): Finding {
  const { unreadable } = control.threads;
  const [first] = unreadable;
  if (first === undefined) return { title: "Logs", isGood: true, detail: "Every thread was read" };
  const count = unreadable.length === 1 ? "1 thread" : `${unreadable.length} threads`;
  const detail = `${count} cannot be read whole; the first: ${first.error.message}`;
  return { title: "Logs", isGood: false, detail, href: urls.sessions() };
}

function servers({ mcp }: AppServices): readonly Finding[] {
  return mcp.health().map(({ name, status, reason }) => ({
    title: `Tools of ${name}`,
    isGood: status !== "failed" && status !== "needs_sign_in",
    detail: reason ?? status,
    href: urls.toolServer(name),
  }));
}

function changedTools({ mcp }: AppServices): Finding {
  const changed = mcp.changed();
  if (changed.length === 0) {
    return { title: "Tools", isGood: true, detail: "None has changed since it was first seen" };
  }
  const detail = `Not what they were, so that they ask: ${changed.join(", ")}`;
  return { title: "Tools", isGood: false, detail, href: urls.tools() };
}

function absentTools({ facts }: AppServices): readonly Finding[] {
  return facts.absent_tools.map(({ name, reason }) => ({
    title: `Tool ${name}`,
    isGood: false,
    detail: `uar.yaml names it, and it is absent: ${reason}`,
  }));
}

function containment({ facts }: AppServices): Finding {
  const { level, note } = facts.containment;
  const detail = note ?? `Nothing outlives the server: level ${level}`;
  return { title: "Child processes", isGood: note === undefined, detail };
}
