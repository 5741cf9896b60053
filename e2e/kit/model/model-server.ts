import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

import type { Answer, AnswerPacing, Failure } from "./answer.ts";
import { type ClosedByClient, type ModelRequest, ScriptedAnswer } from "./scripted-answer.ts";

export interface ModelScript {
  /** Answer n goes to request n; a function answers each by what is in it. */
  readonly answers: readonly Answer[] | ((request: ModelRequest, number: number) => Answer);
  /** Of all answers, or of answer n; absent, all come at once. */
  readonly pacing?: AnswerPacing | ((number: number) => AnswerPacing);
  /** Whether the last answer also goes to all further requests, as to retries. */
  readonly repeatsLast?: boolean;
  /** The name under which the model is listed. */
  readonly name?: string;
}

/** Starts a server that speaks Chat Completions and Responses, on a free port of this machine. */
export async function startModel(script: ModelScript): Promise<ScriptedModel> {
  const model = new ScriptedModel(script);
  await model.listen();
  return model;
}

/**
 * A model that says what a test lets it say. What is called on the model itself is about its first
 * answer, for most tests have one; with more, `answer(n)` names the one that is meant.
 */
export class ScriptedModel implements AsyncDisposable {
  /** Every request that asked for an answer, oldest first. */
  readonly requests: ModelRequest[] = [];
  readonly #script: ModelScript;
  readonly #answers: ScriptedAnswer[] = [];
  readonly #server = createServer((request, response) => {
    this.#respond(request, response).catch((error: unknown) =>
      response.destroy(error instanceof Error ? error : undefined),
    );
  });

  constructor(script: ModelScript) {
    this.#script = script;
  }

  /** The base URL that an OpenAI client wants. */
  get url(): string {
    return `${this.origin}/v1`;
  }

  get origin(): string {
    // An address that is listened to by port is never a pipe's name.
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get name(): string {
    return this.#script.name ?? "scripted";
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
  }

  /** The answer to request `number`, counted from 1, also before it was asked for. */
  answer(number: number): ScriptedAnswer {
    while (this.#answers.length < number) {
      const next = this.#answers.length + 1;
      const { pacing = "instant" } = this.#script;
      const pace = typeof pacing === "function" ? pacing(next) : pacing;
      this.#answers.push(new ScriptedAnswer(this.#scripted(next), pace));
    }
    const found = this.#answers[number - 1];
    if (found === undefined) throw new Error(`Answers count from 1, there is no ${number}`);
    return found;
  }

  /** Gives the first answer up to delta `count`, and holds. Resolves once it was sent. */
  advanceTo(count: number): Promise<void> {
    return this.answer(1).advanceTo(count);
  }

  /** Gives `count` more deltas of the first answer, and holds. */
  step(count = 1): Promise<void> {
    return this.answer(1).step(count);
  }

  /** Gives all that is left of the first answer. */
  release(): void {
    this.answer(1).release();
  }

  fail(failure: Failure): void {
    this.answer(1).fail(failure);
  }

  /** When and how the client hung up on the first answer. Rejects when it ends otherwise. */
  closedByClient(): Promise<ClosedByClient> {
    return this.answer(1).closedByClient();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #scripted(number: number): (request: ModelRequest) => Answer {
    const { answers, repeatsLast } = this.#script;
    if (typeof answers === "function") return (request) => answers(request, number);
    const answer = answers[number - 1] ?? (repeatsLast === true ? answers.at(-1) : undefined);
    if (answer !== undefined) return () => answer;
    throw new Error(`The script has ${answers.length} answers and no answer ${number}`);
  }

  async #respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== "POST") return answerJson(response, 200, this.#listing());
    const { url: path = "/", headers } = request;
    const asked = { path, headers, body: await text(request) };
    this.requests.push(asked);
    const number = this.requests.length;
    try {
      await this.answer(number).play(asked, response, this.name);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      answerJson(response, 500, { error: { message } });
    }
  }

  #listing(): object {
    const model = { id: this.name, object: "model", created: 1, owned_by: "kit" };
    return { object: "list", data: [model] };
  }
}

function answerJson(response: ServerResponse, status: number, body: object): void {
  if (response.headersSent) return void response.destroy();
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
