import { readFile } from "node:fs/promises";
import { createServer, request as ask } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

/** The pages of this folder, before a model. */
export interface PageServer extends AsyncDisposable {
  readonly url: string;
}

const TYPES: Readonly<Record<string, string>> = { html: "text/html", js: "text/javascript" };

/** Serves the pages; what they ask under /v1 goes to the model, and a press of Stop with it. */
export async function servePages(modelUrl: string): Promise<PageServer> {
  const server = createServer((request, response) => {
    const { url = "/", method } = request;
    if (url.startsWith("/v1/")) {
      const upstream = ask(`${modelUrl}${url.slice("/v1".length)}`, { method, agent: false });
      upstream.once("response", (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      upstream.once("error", () => response.destroy());
      response.once("close", () => upstream.destroy());
      return request.pipe(upstream);
    }
    const type = TYPES[url.split(".").at(-1) ?? ""] ?? "text/plain";
    readFile(join(import.meta.dirname, url)).then(
      (file) => response.writeHead(200, { "content-type": type }).end(file),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    // An address that is listened to by port is never a pipe's name.
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
