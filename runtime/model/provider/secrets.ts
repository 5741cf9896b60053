import type { ModelDriver } from "#runtime/model/driver.ts";
import { describeFailure } from "#runtime/model/model-failure.ts";
import type { Connection } from "./connection.ts";
import type { Provider } from "./provider.ts";
import { withKey } from "./to-connection.ts";

/** Finds the key for a model (seed 002); undefined leaves it to the environment. */
export type SecretsResolver = (asked: {
  readonly provider: string;
  /** As the provider has it. */
  readonly model: string;
  /** `<provider>/<model>`. */
  readonly modelId: string;
}) => string | undefined | Promise<string | undefined>;

/**
 * A driver that asks for its key before its first call, each time anew, so that a key may change. A
 * missing one, and a resolver that fails, are the `error` event of the stream: nothing is sent.
 */
export function withSecrets(
  { connection, problem }: Provider,
  model: string,
  secrets: SecretsResolver,
  connect: (connection: Connection, model: string) => ModelDriver,
): ModelDriver {
  const { provider } = connection;
  return {
    provider,
    model,
    stream: async function* (request, signal) {
      signal.throwIfAborted();
      let key: string | undefined;
      try {
        key = await secrets({ provider, model, modelId: `${provider}/${model}` });
        if (!key && problem !== undefined) throw problem;
      } catch (error) {
        yield [describeFailure(error, connection)];
        return;
      }
      signal.throwIfAborted();
      yield* connect(withKey(connection, key), model).stream(request, signal);
    },
  };
}
