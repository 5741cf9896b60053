import { pathToFileURL } from "node:url";

import { bytesOfToken } from "./random-weights.ts";
import type { TokenSource } from "./token-server.ts";

/** What is used of node-llama-cpp, which not every machine has a build for. */
interface LlamaModule {
  readonly getLlama: (options: object) => Promise<{
    loadModel(options: object): Promise<LlamaModel>;
    dispose(): Promise<void>;
  }>;
}

interface LlamaModel {
  tokenize(text: string): number[];
  createContext(options: object): Promise<LlamaContext>;
}

interface LlamaContext {
  getSequence(): LlamaSequence;
}

interface LlamaSequence {
  evaluate(tokens: readonly number[], options: object): AsyncIterable<number>;
  clearHistory(): Promise<void>;
}

export interface LlamaTokens extends TokenSource, AsyncDisposable {}

/** Where scripts/llama.ts puts it. */
const MODULE = pathToFileURL(
  "node_modules/.cache/llama/node_modules/node-llama-cpp/dist/index.js",
).href;
const PROMPT_TOKENS = 100;

/**
 * The model of a GGUF file, run by llama.cpp on the processor. Rejects where the package or its build
 * for this machine is missing; nothing is downloaded or compiled.
 */
export async function llamaTokens(
  modelPath: string,
  pieces: readonly string[],
  seed: number,
): Promise<LlamaTokens> {
  // The interface above is the part of the package's own types that is used here.
  const { getLlama } = (await import(MODULE)) as LlamaModule;
  const llama = await getLlama({
    gpu: false,
    build: "never",
    skipDownload: true,
    logLevel: "error",
    progressLogs: false,
  });
  const model = await llama.loadModel({ modelPath, useMmap: false });
  const context = await model.createContext({ contextSize: 256, threads: 1 });
  const sequence = context.getSequence();
  return {
    name: "a GGUF file with random weights",
    tokens: async function* (prompt, count) {
      await sequence.clearHistory();
      const options = { temperature: 1, seed, yieldEogToken: true };
      let said = 0;
      const heard = model.tokenize(prompt).slice(-PROMPT_TOKENS);
      for await (const token of sequence.evaluate(heard, options)) {
        const bytes = bytesOfToken(token, pieces);
        if (bytes !== undefined) yield bytes;
        if (bytes !== undefined && (said += 1) === count) return;
      }
    },
    [Symbol.asyncDispose]: () => llama.dispose(),
  };
}
