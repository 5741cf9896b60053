import type { Agent } from "#runtime/agent/agent.ts";
import type { LoadedAgent } from "#runtime/agent/load-agent.ts";
import type { A2aVersion } from "./version.ts";

/** What a card says beside its agent. */
export interface CardPlace {
  /** Where the server is, such as http://127.0.0.1:4870. */
  readonly origin: string;
  readonly version: string;
}

/** Where an agent answers JSON-RPC. */
function agentPath(agent: string): string {
  return `/a2a/agents/${encodeURIComponent(agent)}`;
}

const MODES = ["text/plain"];
const INPUT_MODES = ["text/plain", "application/json", "image/png", "image/jpeg", "image/webp"];

/** What an agent's files say of its card; nothing, for an agent of the configuration. */
export type CardWords = Pick<LoadedAgent, "version" | "a2a">;

/**
 * An agent's card, in the shape of a version. That of 0.3 says where 1.0 is spoken, too. What the agent's files
 * say stands before what is true of the server, so that they change neither an address nor what the server asks for.
 */
export function agentCard(
  agent: Agent,
  place: CardPlace,
  version: A2aVersion,
  words: CardWords = {},
): object {
  const url = `${place.origin}${agentPath(agent.id)}`;
  const described = {
    name: agent.id,
    description: agent.description || `The agent ${agent.id}`,
    version: words.version || place.version,
    defaultInputModes: INPUT_MODES,
    defaultOutputModes: [...MODES, "text/html"],
    skills: skillsOf(agent),
    ...words.a2a,
    supportedInterfaces: [
      { url, protocolBinding: "JSONRPC", protocolVersion: "1.0" },
      { url: `${url}/v1`, protocolBinding: "HTTP+JSON", protocolVersion: "1.0" },
      { url, protocolBinding: "JSONRPC", protocolVersion: "0.3" },
    ],
  };
  const further = words.a2a?.securitySchemes;
  const capabilities = { streaming: true, pushNotifications: true };
  if (version === "1.0") {
    return {
      ...described,
      capabilities: { ...capabilities, extendedAgentCard: false },
      securitySchemes: {
        ...further,
        token: { httpAuthSecurityScheme: { scheme: "Bearer", description: TOKEN } },
      },
      securityRequirements: [{ schemes: { token: { list: [] } } }],
    };
  }
  return {
    ...described,
    protocolVersion: "0.3.0",
    url,
    preferredTransport: "JSONRPC",
    capabilities: { ...capabilities, stateTransitionHistory: false },
    supportsAuthenticatedExtendedCard: false,
    securitySchemes: { ...further, token: { type: "http", scheme: "bearer", description: TOKEN } },
    security: [{ token: [] }],
  };
}

const TOKEN = "The token that the server printed in its login link";

function skillsOf({ id, description, skills }: Agent): readonly object[] {
  const chat = {
    id: "chat",
    name: "Chat",
    description: description || `Ask ${id}`,
    tags: ["chat"],
  };
  const own = skills.map((skill) => ({
    id: skill.id,
    name: skill.title,
    description: skill.title,
    tags: skill.keywords,
  }));
  return [chat, ...own];
}
