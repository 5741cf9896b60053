import { openMemoryStore } from "./memory-log.ts";
import { describeLogStore } from "./store-conformance.ts";

describeLogStore("in memory", "memory", async () => openMemoryStore());
