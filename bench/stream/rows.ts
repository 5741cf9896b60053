import type { FullSpeed } from "./measure-full-speed.ts";
import type { Paced } from "./measure-paced.ts";
import type { Both } from "./side-by-side.ts";
import type { Row } from "./table.ts";

/** Rows of the result, each with the target that the project has set itself. */
export function firstTokenRow({ server, direct }: Both<number>): Row {
  return {
    ...timeRow("Time to first token, 1 stream", { server, direct }),
    target: "+1.50 ms, 2.5x",
    isMet: server - direct <= 1.5 && server <= 2.5 * direct,
  };
}

export function toolRow({ server, direct }: Both<number>): Row {
  return {
    ...timeRow("First token after a tool call", { server, direct }),
    target: "2.0x",
    isMet: server <= 2 * direct,
  };
}

interface FullSpeedTargets {
  readonly streams: number;
  /** Tokens a second, and their share of the direct ones. */
  readonly speed?: { readonly tokens: number; readonly share: number };
}

export function fullSpeedRows(
  { server, direct }: Both<FullSpeed>,
  { streams, speed }: FullSpeedTargets,
): readonly Row[] {
  const share = server.tokensPerSecond / direct.tokensPerSecond;
  const title = `Full speed, ${streamsOf(streams)}`;
  const isFast =
    speed === undefined || (server.tokensPerSecond >= speed.tokens && share >= speed.share);
  return [
    {
      what: `${title}: tokens/s`,
      server: count(server.tokensPerSecond),
      direct: count(direct.tokensPerSecond),
      compared: percent(share),
      target: speed === undefined ? "" : `${count(speed.tokens)}, ${percent(speed.share)}`,
      isMet: isFast,
    },
    cpuRow(title, server.cpuMs, 6),
    bytesRow(title, { server, direct }),
  ];
}

interface PacedTargets {
  readonly streams: number;
  readonly cpuMs: number;
  readonly firstTokenMs: number;
  readonly delayMs?: { readonly p50: number; readonly p99: number };
  readonly delivered: number;
  /** Resident before the first stream, and how much more there may be now. */
  readonly idleMb: number;
  readonly moreMb: number;
}

export function pacedRows(both: Both<Paced>, targets: PacedTargets): readonly Row[] {
  const { server, direct } = both;
  const title = `Paced, ${streamsOf(targets.streams)}`;
  const first = { server: server.firstTokenMs, direct: direct.firstTokenMs };
  const moreMb = server.residentMb - targets.idleMb;
  return [
    {
      ...timeRow(`${title}: time to first token`, first),
      target: `+${ms(targets.firstTokenMs)}`,
      isMet: first.server - first.direct <= targets.firstTokenMs,
    },
    ...delayRows(title, both, targets.delayMs),
    {
      what: `${title}: tokens/s`,
      server: count(server.tokensPerSecond),
      direct: count(direct.tokensPerSecond),
      compared: percent(server.tokensPerSecond / direct.tokensPerSecond),
      target: percent(targets.delivered),
      isMet: server.tokensPerSecond >= targets.delivered * direct.tokensPerSecond,
    },
    cpuRow(title, server.cpuMs, targets.cpuMs),
    bytesRow(title, both),
    {
      what: `${title}: resident`,
      server: megabytes(server.residentMb),
      direct: "",
      compared: `+${megabytes(moreMb)}`,
      target: `+${megabytes(targets.moreMb)}`,
      isMet: moreMb <= targets.moreMb,
    },
  ];
}

export function idleRow(residentMb: number): Row {
  return {
    what: "Resident when idle",
    server: megabytes(residentMb),
    direct: "",
    compared: "",
    target: megabytes(80),
    isMet: residentMb <= 80,
  };
}

function delayRows(
  title: string,
  { server, direct }: Both<Paced>,
  targets: PacedTargets["delayMs"],
) {
  return (["p50", "p99"] as const).map((name) => {
    const figure = name === "p50" ? "delayP50Ms" : "delayP99Ms";
    const limit = targets?.[name];
    const row = timeRow(`${title}: token delay ${name}`, {
      server: server[figure],
      direct: direct[figure],
    });
    return {
      ...row,
      target: limit === undefined ? "" : `+${ms(limit)}`,
      isMet: limit === undefined || server[figure] - direct[figure] <= limit,
    };
  });
}

function timeRow(what: string, { server, direct }: Both<number>) {
  const compared = `+${ms(server - direct)}, ${(server / direct).toFixed(1)}x`;
  return { what, server: ms(server), direct: ms(direct), compared };
}

function cpuRow(title: string, cpuMs: number, target: number): Row {
  return {
    what: `${title}: CPU for 1,000 tokens`,
    server: ms(cpuMs),
    direct: "",
    compared: "",
    target: ms(target),
    isMet: cpuMs <= target,
  };
}

/** With its id, one frame a flush. */
const TOKEN_MAX_BYTES = 45;

function bytesRow(
  title: string,
  { server, direct }: Both<{ readonly bytesPerToken: number }>,
): Row {
  return {
    what: `${title}: bytes a token`,
    server: server.bytesPerToken.toFixed(1),
    direct: direct.bytesPerToken.toFixed(1),
    compared: percent(server.bytesPerToken / direct.bytesPerToken),
    target: String(TOKEN_MAX_BYTES),
    isMet: server.bytesPerToken <= TOKEN_MAX_BYTES,
  };
}

function streamsOf(count: number): string {
  return count === 1 ? "1 stream" : `${count} streams`;
}

function ms(value: number): string {
  return `${value.toFixed(2)} ms`;
}

function megabytes(value: number): string {
  return `${value.toFixed(0)} MB`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}

function count(value: number): string {
  return Math.round(value).toLocaleString("en");
}
