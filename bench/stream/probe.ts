/**
 * Loaded into a measured process before its own code: tells on request what the process has used,
 * and ends it when whoever measures is gone.
 */
process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuMs: (user + system) / 1_000, residentMb: process.memoryUsage.rss() / 1e6 });
});
process.on("disconnect", () => process.exit());
process.channel?.unref();
