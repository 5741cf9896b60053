import type { AgentRegistry } from "#runtime/agent/registry.ts";
import { skillsOfAgent } from "#runtime/agent/skill/active-skills.ts";
import type { SkillServices } from "#runtime/agent/skill/skill-store.ts";
import { tagOf } from "#runtime/agent/skill/tags.ts";
import { localTime } from "#runtime/agent/template-variables.ts";

/** Schedules of one runtime; further ones are left out. */
const MAX_SCHEDULES = 500;

/** Times at which an agent is asked by itself to do what a skill says. */
export interface Schedule {
  /** The same as long as agent, skill and times are. */
  readonly id: string;
  readonly agent: string;
  readonly skill: string;
  /** As in cron, such as `0 9 * * 1-5`. */
  readonly cron: string;
  /** Whether somebody has to let it begin: it came with an agent that was pushed. */
  readonly asks_first: boolean;
}

/** Every schedule of the agents that can be listed: of their own skills, and of those in folders. */
export async function schedulesOf(
  agents: AgentRegistry,
  skills: Pick<SkillServices, "store"> | undefined,
): Promise<readonly Schedule[]> {
  const found = new Map<string, Schedule>();
  for (const agent of agents.list()) {
    const inFolders = await skillsOfAgent(agent, skills);
    for (const { id: skill, schedules = [] } of [...agent.skills, ...inFolders]) {
      for (const cron of schedules) {
        const id = `${agent.id}|${skill}|${cron}`;
        found.set(id, { id, agent: agent.id, skill, cron, asks_first: agents.isPushed(agent.id) });
      }
    }
    if (found.size >= MAX_SCHEDULES) break;
  }
  return [...found.values()].slice(0, MAX_SCHEDULES);
}

/** What the agent is asked at a time: its tag brings the skill in, whatever the skill's other triggers are. */
export function scheduledWords({ skill, cron }: Schedule, time: string, timezone: string): string {
  const local = localTime(time, timezone);
  return `Scheduled: #${tagOf(skill)}, ${local.date} ${local.time} ${timezone}\n\nThis is the time ${cron} of the skill ${skill}: do what it says.`;
}
