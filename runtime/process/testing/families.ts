const STAYS = `trap : TERM INT HUP; while :; do sleep 0.2; done`;
const SPEAKS = `echo running; ${STAYS}`;

/** Shell scripts that do not want to end, or whose children do not. `$0` is the mark of the test. The last one exits when its input ends. */
export const FAMILIES = {
  "a child that ignores SIGTERM": SPEAKS,
  "a grandchild in a session of its own": `setsid sh -c '${SPEAKS}' "$0" & ${STAYS}`,
  "a server behind two shells": `sh -c 'sh -c "$1" "$0"; true' "$0" '${SPEAKS}'; true`,
  "a grandchild that was left behind": `setsid sh -c '(${SPEAKS}) &' "$0" & read -r _; exit 0`,
} as const;
