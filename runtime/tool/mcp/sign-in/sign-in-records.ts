import { z } from "zod";

/** What an authorization server gave for an MCP server (RFC 6749), and which one it was. */
const Tokens = z.object({
  access_token: z.string().min(1),
  token_type: z.string(),
  refresh_token: z.string().optional(),
  id_token: z.string().optional(),
  expires_in: z.number().optional(),
  scope: z.string().optional(),
  issuer: z.string().optional(),
});

/** Who we are to an authorization server, and the address to which it leads people back. */
const Client = z.object({
  client_id: z.string().min(1),
  client_secret: z.string().optional(),
  client_secret_expires_at: z.number().optional(),
  token_endpoint_auth_method: z.string().optional(),
  issuer: z.string().optional(),
  redirect_uri: z.string().optional(),
});

/** What is kept of one MCP server. */
export const SignInRecord = z.object({
  client: Client.optional(),
  tokens: Tokens.optional(),
});
export type SignInRecord = z.infer<typeof SignInRecord>;

/** All that is kept, by the address of the MCP server. */
export const SignInRecords = z.object({
  servers: z.record(z.string(), SignInRecord).default({}),
});
export type SignInRecords = z.infer<typeof SignInRecords>;

/** Where sign-ins are kept. Both reject where that cannot be done. */
export interface SignInStore {
  read(): Promise<SignInRecords>;
  /** Resolves once the records are durable. */
  write(records: SignInRecords): Promise<void>;
}

/** Sign-ins that are gone with their process. */
export function signInsInMemory(): SignInStore {
  let kept: SignInRecords = { servers: {} };
  return {
    read: async () => structuredClone(kept),
    write: async (records) => {
      kept = structuredClone(records);
    },
  };
}
