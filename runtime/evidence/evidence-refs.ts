/**
 * Names of evidence that stay: a run that has ended never changes, and of anything wider the name says
 * up to which event it goes.
 */
export function packRef(id: string, through?: number): string {
  return named("evidence", id, through);
}

export function replayRef(id: string, through?: number): string {
  return named("replay", id, through);
}

export function reviewRef(id: string, through?: number): string {
  return named("review", id, through);
}

function named(kind: string, id: string, through: number | undefined): string {
  return through === undefined ? `${kind}:${id}` : `${kind}:${id}@${through}`;
}
