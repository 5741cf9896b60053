import { z } from "zod";

const Text = z.string().trim().min(1);
/** An address for people to open, as A2A has them; nothing is fetched from it. */
const Link = z.url({
  protocol: /^https?$/,
  error: "A link begins with https:// or http:// and names a host",
});
const Modes = z
  .array(
    z
      .string()
      .regex(/^[\w.+-]+\/[\w.+*-]+$/, "A mode is a media type, such as text/plain or image/png"),
  )
  .min(1);

const CardSkill = z.strictObject({
  id: Text,
  name: Text,
  description: Text,
  tags: z.array(Text).min(1),
  examples: z.array(Text).exactOptional(),
  inputModes: Modes.exactOptional(),
  outputModes: Modes.exactOptional(),
});

/**
 * What an agent's A2A card says in the place of what it is made of, under the card's own names (feature 155).
 * Addresses, the name and capabilities are no fields here: they are true of the server, so no file may claim them.
 */
export const CardOverrides = z.strictObject({
  description: Text.exactOptional(),
  version: Text.exactOptional(),
  provider: z.strictObject({ organization: Text, url: Link }).exactOptional(),
  documentationUrl: Link.exactOptional(),
  iconUrl: Link.exactOptional(),
  defaultInputModes: Modes.exactOptional(),
  defaultOutputModes: Modes.exactOptional(),
  /** Beside the server's own `token`, which stays: how a gateway before it lets clients in, in A2A's own shape. */
  securitySchemes: z
    .record(Text, z.looseObject({}))
    .refine((schemes) => !("token" in schemes), {
      error: 'The scheme "token" is the server\'s own; choose another name',
    })
    .exactOptional(),
  /** All of them, in the place of those that the agent has. */
  skills: z
    .array(CardSkill)
    .min(1)
    .refine((skills) => new Set(skills.map(({ id }) => id)).size === skills.length, {
      error: "Two skills of a card have one id",
    })
    .exactOptional(),
});
export type CardOverrides = z.output<typeof CardOverrides>;
