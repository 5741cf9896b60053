import type { ProtocolName } from "#runtime/model/protocol/protocol.ts";
import type { ProviderConfig } from "./model-config.ts";
import { type Environment, firstSet } from "./environment.ts";

const RESOURCE_VARIABLES = ["AZURE_RESOURCE_NAME", "AZURE_OPENAI_RESOURCE"];
const VERSION_VARIABLES = ["AZURE_OPENAI_API_VERSION", "AZURE_API_VERSION", "OPENAI_API_VERSION"];
const DEPLOYMENT_VARIABLES = [
  "AZURE_DEPLOYMENT_NAME",
  "AZURE_OPENAI_DEPLOYMENT",
  "AZURE_OPENAI_DEPLOYMENT_NAME",
];

/** Stands in an address for the name of the deployment, which is the name of the model. */
export const DEPLOYMENT = "{deployment}";

/**
 * Where an Azure resource answers. A dated API version means an address a deployment; without one,
 * or with `v1`, `preview` or `latest`, it is /openai/v1. A base URL that has a path keeps it.
 * `base` is the given base URL; undefined where neither it nor a resource is known.
 */
export function azureAddress(
  base: string | undefined,
  config: ProviderConfig,
  protocol: ProtocolName,
  env: Environment,
): { baseUrl: string; query: Readonly<Record<string, string>> } | undefined {
  const version = config.api_version ?? firstSet(env, VERSION_VARIABLES);
  const query: Record<string, string> = version === undefined ? {} : { "api-version": version };
  const resource = firstSet(env, RESOURCE_VARIABLES);
  const root = base ?? (resource && `https://${resource}.openai.azure.com`);
  if (root === undefined) return undefined;
  if (!/^\/(?:openai\/?)?$/.test(new URL(root).pathname)) return { baseUrl: root, query };
  return { baseUrl: `${new URL(root).origin}/openai${pathOf(version, protocol)}`, query };
}

function pathOf(version: string | undefined, protocol: ProtocolName): string {
  if (version === undefined || !/^\d/.test(version)) return "/v1";
  return protocol === "responses" ? "" : `/deployments/${DEPLOYMENT}`;
}

/** The deployment that the environment names. */
export function azureDeployment(env: Environment): string | undefined {
  return firstSet(env, DEPLOYMENT_VARIABLES);
}
