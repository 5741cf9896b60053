import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

import { isMarkOf } from "./node-mark.ts";
import { sweep } from "./node-sweep.ts";

/** The program of the guard: its stdin ends with the process that started it. */
const [host = ""] = process.argv.slice(2);

await once(process.stdin.resume(), "end");
if (host !== "") await sweep(isMarkOf(host), () => sleep(20));
