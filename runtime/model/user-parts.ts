import type { ModelAttachment, ModelMessage } from "./driver.ts";

/** A piece of a person's message, in the order in which models read it best: files first. */
export type UserPart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "image"; readonly media_type: string; readonly base64: string };

/** What a person's message is made of; empty words are left out. */
export function userParts({
  content,
  attachments = [],
}: Extract<ModelMessage, { role: "user" }>): readonly UserPart[] {
  const words = content === "" ? [] : [{ kind: "text", text: content } as const];
  return [...attachments.map(attachmentPart), ...words];
}

/** The parts as one text, where no picture is among them; undefined otherwise. */
export function plainText(parts: readonly UserPart[]): string | undefined {
  const texts = parts.flatMap((part) => (part.kind === "text" ? part.text : []));
  return texts.length === parts.length ? texts.join("\n\n") : undefined;
}

/** A picture where a protocol names its bytes by an address. */
export function dataUrl({ media_type, base64 }: Extract<UserPart, { kind: "image" }>): string {
  return `data:${media_type};base64,${base64}`;
}

function attachmentPart({ name, media_type, content }: ModelAttachment): UserPart {
  switch (content?.kind) {
    case "image":
      return { kind: "image", media_type, base64: content.base64 };
    case "text":
      return { kind: "text", text: `[The file "${name}"]\n${content.text}\n[End of "${name}"]` };
    default:
      return { kind: "text", text: `[The file "${name}", ${media_type}: ${absence(content)}]` };
  }
}

function absence(content: ModelAttachment["content"]): string {
  return content?.kind === "absent" ? content.reason : "it is not here";
}
