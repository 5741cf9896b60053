/** A provider's answer whose status is none of success; `body` is its beginning. */
export class HttpError extends Error {
  override name = "HttpError";
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;

  constructor(status: number, headers: Headers, body: string) {
    super(`The provider answered with status ${status}`);
    this.status = status;
    this.headers = headers;
    this.body = body;
  }
}
