import type { Json } from "#runtime/event/shared.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import {
  type JsonObject,
  objectOf,
  parsedJson,
  textOf,
} from "#runtime/model/protocol/json-access.ts";

interface OpenCall {
  readonly id: string;
  name: string;
  arguments: string;
}

interface CallDelta {
  readonly id: string;
  readonly index: number | undefined;
  readonly name: string;
  readonly written: string;
}

/**
 * Puts the calls of one answer together. A delta belongs to the call of its id, else of its index,
 * else to the last one: servers leave indexes out, count them from 1, give all parallel calls the
 * same one or the same id, change the id of a call on its way, and tell a whole call once more.
 */
export class ToolCalls {
  readonly #calls: OpenCall[] = [];
  readonly #byId = new Map<string, OpenCall>();
  readonly #byIndex = new Map<number, OpenCall>();

  get isEmpty(): boolean {
    return this.#calls.length === 0;
  }

  /** One delta of a call; `answerId` makes an id where the server gives none. */
  read(json: JsonObject, answerId: string, out: NormalizedEvent[]): void {
    const delta = callDelta(json);
    const { index, name } = delta;
    const open = this.#callOf(delta);
    if (open === undefined && isEmpty(delta)) return;
    const call = open ?? this.#open(delta.id, answerId);
    const written = repeats(call, delta) ? "" : delta.written;
    if (index !== undefined) this.#byIndex.set(index, call);
    call.arguments += written;
    if (call.name === "" && name !== "") {
      call.name = name;
      out.push({ type: "tool_call_delta", id: call.id, name, arguments_delta: written });
    } else if (written !== "") {
      out.push({ type: "tool_call_delta", id: call.id, arguments_delta: written });
    }
  }

  /** The answer is whole, and so are its calls. */
  end(out: NormalizedEvent[]): void {
    for (const { id, name, arguments: text } of this.#calls) {
      const whole = text.trim() === "" ? "{}" : text;
      out.push({ type: "tool_call_complete", id, name, arguments: whole });
    }
  }

  /** The open call that a delta goes on with; undefined where it begins one. */
  #callOf(delta: CallDelta): OpenCall | undefined {
    const { id, index } = delta;
    const byId = id === "" ? undefined : this.#byId.get(id);
    if (byId !== undefined) return this.#sharesId(byId, delta) ? undefined : byId;
    const byIndex = index === undefined ? undefined : this.#byIndex.get(index);
    if (byIndex === undefined && begins(delta)) return undefined;
    const call = byIndex ?? this.#calls.at(-1);
    return call === undefined || opensAnother(call, delta) ? undefined : call;
  }

  /** Whether a delta with a call's id begins another: that one is whole, and this is not it again. */
  #sharesId(call: OpenCall, delta: CallDelta): boolean {
    const { index, name, written } = delta;
    if (name === "" || !isWhole(call)) return false;
    const isElsewhere = index !== undefined && this.#byIndex.get(index) !== call;
    return isElsewhere || (written !== "" && !repeats(call, delta));
  }

  #open(given: string, answerId: string): OpenCall {
    const isFree = given !== "" && this.#calls.every(({ id }) => id !== given);
    const id = isFree ? given : this.#madeId(answerId);
    const call = { id, name: "", arguments: "" };
    this.#calls.push(call);
    this.#byId.set(given || id, call);
    return call;
  }

  #madeId(answerId: string): string {
    return `call_${this.#calls.length + 1}${answerId === "" ? "" : `_${answerId}`}`;
  }
}

function callDelta(json: JsonObject): CallDelta {
  const asked = objectOf(json["function"]);
  return {
    id: textOf(json["id"]) ?? "",
    index: typeof json["index"] === "number" ? json["index"] : undefined,
    name: textOf(asked?.["name"]) ?? "",
    written: argumentsText(asked?.["arguments"]),
  };
}

/** Servers that leave no member out write an empty `function_call` where there is none. */
function isEmpty({ id, name, written }: CallDelta): boolean {
  return id === "" && name === "" && written === "";
}

/** Whether a delta that no open call has the id or index of begins one, or is a bare piece of the last. */
function begins({ id, index, name }: CallDelta): boolean {
  return index === undefined ? id !== "" && name !== "" : id !== "" || name !== "";
}

/** Whether a named delta that seems to go on with a call begins one: that one is whole already. */
function opensAnother(call: OpenCall, { id, name, written }: CallDelta): boolean {
  if (name === "" || call.name === "") return false;
  if (id === "" && written === "" && name === call.name) return false;
  if (call.arguments.trim() === "") return id !== "" && name !== call.name;
  return isWhole(call);
}

/** Nothing can be added to an object, but it can be told again: as it is, or as a JSON text of its text. */
function repeats(call: OpenCall, { written }: CallDelta): boolean {
  const told = written.startsWith('"') ? parsedJson(written) : written;
  return told === call.arguments && isWhole(call);
}

function isWhole({ arguments: text }: OpenCall): boolean {
  return text.trimEnd().endsWith("}") && objectOf(parsedJson(text)) !== undefined;
}

/** Some servers write the object instead of its text. */
function argumentsText(value: Json | undefined): string {
  if (typeof value === "string") return value;
  return objectOf(value) === undefined ? "" : JSON.stringify(value);
}
