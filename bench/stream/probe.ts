/**
 * Loaded into a measured process before its own code: tells on request what the process has used,
 * after a garbage collection where it may ask for one, and ends it when whoever measures is gone.
 */
process.on("message", () => {
  globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  const cpuMs = (user + system) / 1_000;
  process.send?.({ cpuMs, residentMb: rss / 1e6, heapMb: heapUsed / 1e6 });
});
process.on("disconnect", () => process.exit());
process.channel?.unref();
