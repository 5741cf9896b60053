import type { Attribute, TagName, TagNode, TemplateNode } from "./template.ts";

/** The tags of that name at any depth, in the order of the text. */
export function* tagsOf(nodes: readonly TemplateNode[], name: TagName): Generator<TagNode> {
  for (const node of nodes) {
    if (node.kind === "tag") {
      if (node.name === name) yield node;
      yield* tagsOf(node.children, name);
    } else {
      for (const body of bodiesOf(node)) yield* tagsOf(body, name);
    }
  }
}

/** What stands inside the branches of a block, each on its own. */
function bodiesOf(node: TemplateNode): readonly (readonly TemplateNode[])[] {
  if (node.kind !== "if" && node.kind !== "for") return [];
  const bodies =
    node.kind === "if" ? node.branches.map(({ children }) => children) : [node.children];
  return node.otherwise === undefined ? bodies : [...bodies, node.otherwise];
}

export function attributeNamed(tag: TagNode, name: string): Attribute | undefined {
  return tag.attributes.find((attribute) => attribute.name === name);
}

/** The text of an attribute without expressions; no text where only its name stands. */
export function literalOf(attribute: Attribute): { readonly text: string | undefined } | "dynamic" {
  if (attribute.value === undefined) return { text: undefined };
  const texts: string[] = [];
  for (const part of attribute.value) {
    if (part.kind === "expression") return "dynamic";
    texts.push(part.data);
  }
  return { text: texts.join("") };
}
