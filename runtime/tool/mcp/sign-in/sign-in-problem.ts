/** A server lets nobody in who has not signed in. */
export class SignInNeeded extends Error {
  override name = "SignInNeeded";

  constructor() {
    super("it needs a sign-in");
  }
}

/** Why nobody was signed in. */
export type SignInFailure =
  /** The server is not there, or asked nobody to sign in. */
  | "not_asked"
  /** Nobody began it here, it was ended already, or the server was started again meanwhile. */
  | "unknown"
  /** It took too long. */
  | "expired"
  /** It was begun in another browser. */
  | "other_browser"
  /** The person, or the authorization server for them, said no. */
  | "denied"
  /** An authorization server that cannot be found, used or trusted. */
  | "refused";

/** A sign-in that did not come to its end, in words without secrets. */
export class SignInProblem extends Error {
  override name = "SignInProblem";
  readonly code: SignInFailure;

  constructor(code: SignInFailure, message: string) {
    super(message);
    this.code = code;
  }
}
