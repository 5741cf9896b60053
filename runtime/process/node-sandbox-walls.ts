import { access } from "node:fs/promises";

import { SANDBOX_CWD, type SandboxLimits, type SandboxView } from "./sandbox.ts";

/** The programs that put up the walls. */
export interface Builders {
  readonly bwrap: string;
  /** What gives up root's account, where the kernel's groups do not bound it; empty where none is needed. */
  readonly drop: string;
}

const ISOLATION = [
  "--unshare-all",
  "--unshare-user",
  "--disable-userns",
  "--die-with-parent",
  "--new-session",
];
const ACCOUNT = ["--hostname", "sandbox", "--uid", "65534", "--gid", "65534", "--cap-drop", "ALL"];
const KERNEL_FOLDERS = ["--proc", "/proc", "--dev", "/dev"];
const SEALED = ["--remount-ro", "/dev", "--remount-ro", "/"];
const DROPPED = ["--reuid=65534", "--regid=65534", "--clear-groups"];
const SYSTEM_FILES = ["/etc/alternatives", "/etc/ld.so.cache"];
const MAX_OPEN_FILES = 256;
/** Puts itself into the groups that stand before `--`, then becomes the rest. */
const JOIN = 'while [ "$1" != -- ]; do echo $$ > "$1" || exit 125; shift; done; shift; exec "$@"';
/**
 * Root's account is written in them without any capability, and in a namespace of accounts that
 * root made nobody is root still. bwrap covers some of them only.
 */
const KERNEL_SETTINGS = [
  "acpi",
  "bus",
  "fs",
  "irq",
  "mtrr",
  "pressure",
  "scsi",
  "sys",
  "sysrq-trigger",
];
const KERNEL_FACTS = ["kcore", "keys", "kmsg", "timer_list", "sched_debug", "latency_stats"];

/** What stands before a command, so that it runs within the walls; `doors` lead into its groups. */
export async function wallsBefore(
  { bwrap, drop }: Builders,
  limits: SandboxLimits,
  { workspace, read_roots }: SandboxView,
  doors: readonly string[] | undefined,
): Promise<readonly string[]> {
  const joining = doors === undefined ? [] : ["/bin/sh", "-c", JOIN, "sandbox", ...doors, "--"];
  const dropping = drop === "" ? [] : [drop, ...DROPPED];
  const system = await systemFolders();
  const masked = await masks();
  const settings = KERNEL_SETTINGS.flatMap((name) => [
    "--ro-bind-try",
    `/proc/${name}`,
    `/proc/${name}`,
  ]);
  const kernel = [...KERNEL_FOLDERS, ...settings, ...masked];
  const scratch = ["/tmp", "/dev/shm"].flatMap((place) => [
    "--size",
    String(limits.scratch_bytes),
    "--tmpfs",
    place,
  ]);
  const readable = read_roots.flatMap((root) => ["--ro-bind", root, root]);
  const own = ["--bind", workspace, SANDBOX_CWD, "--chdir", SANDBOX_CWD];
  const folders = [...system, ...kernel, ...scratch, ...readable, ...own, ...SEALED];
  const bounds = resourceBounds(limits, doors !== undefined);
  return [...joining, ...dropping, bwrap, ...ISOLATION, ...ACCOUNT, ...folders, "--", ...bounds];
}

/** Bounds of each process; those of all together are the groups'. */
function resourceBounds(limits: SandboxLimits, isGrouped: boolean): readonly string[] {
  return [
    "/usr/bin/prlimit",
    "--core=0",
    `--nofile=${MAX_OPEN_FILES}`,
    `--fsize=${limits.scratch_bytes}`,
    `--nproc=${limits.processes}`,
    ...(isGrouped ? [] : [`--as=${limits.memory_bytes}`]),
    "--",
  ];
}

/** Files that tell of the whole machine are empty; those that this kernel lacks cannot be covered. */
async function masks(): Promise<readonly string[]> {
  const masked = KERNEL_FACTS.map(async (name) => {
    const path = `/proc/${name}`;
    return (await isThere(path)) ? ["--ro-bind", "/dev/null", path] : [];
  });
  return (await Promise.all(masked)).flat();
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** `/usr` and what older programs expect at its side. */
async function systemFolders(): Promise<readonly string[]> {
  const links = ["bin", "sbin", "lib", "lib32", "lib64"].map(async (name) =>
    (await isThere(`/usr/${name}`)) ? ["--symlink", `usr/${name}`, `/${name}`] : [],
  );
  const files = SYSTEM_FILES.flatMap((file) => ["--ro-bind-try", file, file]);
  return ["--ro-bind", "/usr", "/usr", ...(await Promise.all(links)).flat(), ...files];
}
