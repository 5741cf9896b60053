import type { ModelDriver, ModelSettings } from "#runtime/model/driver.ts";
import type { RoutableModels } from "#runtime/model/routing/model-facts.ts";

/** What one run asks of its model beside the agent's own settings. */
export interface RunBounds {
  /** Answers that the model may give, those that call tools counted too. */
  readonly maxSteps: number;
  readonly response_schema?: NonNullable<ModelSettings["response_schema"]>;
}

/** The models of one run, which count its steps together and ask for answers of its schema. */
export function boundedModels(models: RoutableModels, bounds: RunBounds): RoutableModels {
  const steps = { left: bounds.maxSteps };
  return { ...models, resolve: (name) => bounded(models.resolve(name), bounds, steps) };
}

function bounded(driver: ModelDriver, bounds: RunBounds, steps: { left: number }): ModelDriver {
  const { maxSteps, response_schema } = bounds;
  const { provider, model } = driver;
  return {
    provider,
    model,
    stream: async function* (request, signal) {
      if (steps.left === 0) {
        const message = `The agent has taken the ${maxSteps} steps that it may take`;
        const hint = "Give it more with maxSteps";
        yield [{ type: "error", code: "max_steps", message, hint, retryable: false }];
        return;
      }
      steps.left -= 1;
      const settings = { ...request.settings, ...(response_schema && { response_schema }) };
      yield* driver.stream({ ...request, settings }, signal);
    },
  };
}
