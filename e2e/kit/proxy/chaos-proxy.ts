import { createServer, request as ask, type IncomingMessage, type ServerResponse } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";

import { cutAfter, delayed, frameTimes, type Harm, silentAfter } from "./faults.ts";

/** Which responses a fault is for: those of addresses that hold a text or match; absent, all. */
export interface Aim {
  readonly path?: string | RegExp;
}

/** A fault that waits for its response. */
export interface Fault {
  /** Resolves when it did its harm for the first time. */
  readonly happened: Promise<void>;
  /** Ends it: what it held back goes on, and no further response meets it. */
  heal(): void;
}

interface ArmedFault extends Fault {
  readonly aim: Aim;
  readonly harm: Harm;
  /** Responses that it is still for. */
  left: number;
  readonly healed: Promise<void>;
  readonly happen: () => void;
}

/** Starts a proxy before an HTTP server, on a free port of this machine. */
export async function startChaosProxy(target: string): Promise<ChaosProxy> {
  const proxy = new ChaosProxy(target);
  await proxy.listen();
  return proxy;
}

/**
 * Stands between a client and a server and breaks what passes. The server sees its own name as Host
 * and Origin, as if the proxy were not there.
 */
export class ChaosProxy implements AsyncDisposable {
  readonly #target: URL;
  readonly #faults = new Set<ArmedFault>();
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((request, response) => this.#forward(request, response));
  #isOffline = false;

  constructor(target: string) {
    this.#target = new URL(target);
    this.#server.on("connection", (socket) => {
      if (this.#isOffline) return socket.destroy();
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
    });
    this.#server.on("upgrade", (request, socket: Socket, head) => {
      this.#tunnel(request, socket, head);
    });
  }

  /** What the client is to be pointed at. */
  get url(): string {
    // An address that is listened to by port is never a pipe's name.
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
  }

  /** Breaks the connection of the next response after so many bytes of its body. */
  cut({ atByte, ...aim }: Aim & { readonly atByte: number }): Fault {
    return this.#arm(aim, cutAfter(atByte), 1);
  }

  /** Forwards so many bytes of the next response and no more, and keeps the connection open. */
  halfOpen({ atByte, ...aim }: Aim & { readonly atByte: number }): Fault {
    return this.#arm(aim, silentAfter(atByte), 1);
  }

  /** Slows every response down: each piece waits so long. */
  delay({ ms, ...aim }: Aim & { readonly ms: number }): Fault {
    return this.#arm(aim, delayed(ms), Number.POSITIVE_INFINITY);
  }

  /** Sends one frame of the next event stream twice; frames count from 1. */
  duplicate({ frame, ...aim }: Aim & { readonly frame: number }): Fault {
    return this.#arm(aim, frameTimes(frame, 2), 1);
  }

  /** Leaves one frame of the next event stream out; frames count from 1. */
  drop({ frame, ...aim }: Aim & { readonly frame: number }): Fault {
    return this.#arm(aim, frameTimes(frame, 0), 1);
  }

  /** Breaks all connections and takes no new ones. */
  goOffline(): void {
    this.#isOffline = true;
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  goOnline(): void {
    this.#isOffline = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const fault of this.#faults) fault.heal();
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #arm(aim: Aim, harm: Harm, left: number): Fault {
    const happened = Promise.withResolvers<void>();
    const healed = Promise.withResolvers<void>();
    const fault: ArmedFault = {
      aim,
      harm,
      left,
      happened: happened.promise,
      healed: healed.promise,
      happen: happened.resolve,
      heal: () => {
        this.#faults.delete(fault);
        healed.resolve();
      },
    };
    this.#faults.add(fault);
    return fault;
  }

  #forward(request: IncomingMessage, response: ServerResponse): void {
    const { method, url: path = "/" } = request;
    const { hostname, port } = this.#target;
    const headers = this.#headersOf(request);
    const upstream = ask({ hostname, port, method, path, headers, agent: false });
    response.once("close", () => upstream.destroy());
    upstream.once("error", () => response.destroy());
    upstream.once("response", (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      response.flushHeaders();
      const body = this.#harmed(path, answer);
      passOn(body, response).catch(() => response.destroy());
    });
    request.pipe(upstream);
  }

  #harmed(path: string, body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    const meant = [...this.#faults].filter(({ aim, left }) => left > 0 && isAimedAt(aim, path));
    return meant.reduce((before, fault) => {
      fault.left -= 1;
      return fault.harm(before, fault.happen, fault.healed);
    }, body);
  }

  #headersOf({ headers }: IncomingMessage): IncomingMessage["headers"] {
    const { host, origin, referer, ...rest } = headers;
    const own = (value: string) => value.replaceAll(`http://${host}`, this.#target.origin);
    return {
      ...rest,
      host: this.#target.host,
      ...(origin !== undefined && { origin: own(origin) }),
      ...(referer !== undefined && { referer: own(referer) }),
    };
  }

  /** A protocol that is not HTTP passes as it is. */
  #tunnel(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const upstream = connect(Number(this.#target.port), this.#target.hostname);
    const headers = Object.entries(this.#headersOf(request)).flatMap(([name, value = ""]) =>
      [value].flat().map((each) => `${name}: ${each}`),
    );
    upstream.write(`GET ${request.url} HTTP/1.1\r\n${headers.join("\r\n")}\r\n\r\n`);
    upstream.write(head);
    socket.pipe(upstream).pipe(socket);
    upstream.once("error", () => socket.destroy());
    socket.once("error", () => upstream.destroy());
    socket.once("close", () => upstream.destroy());
  }
}

function isAimedAt({ path }: Aim, url: string): boolean {
  if (path === undefined) return true;
  return typeof path === "string" ? url.includes(path) : path.test(url);
}

/** Rejects where the body breaks, with all that came before on its way. */
async function passOn(body: AsyncIterable<Uint8Array>, response: ServerResponse): Promise<void> {
  for await (const bytes of body) {
    await new Promise<void>((resolve) => response.write(bytes, () => resolve()));
    if (response.destroyed) return;
  }
  response.end();
}
