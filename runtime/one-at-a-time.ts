/** Does work once all that was given before has ended, and gives its result. */
export type InTurn = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** A row for work that must not overlap. A failure is for who gave that work, and stops nothing behind it. */
export function oneAtATime(): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work);
    last = turn.catch(() => {}); // Who gave the work has `turn`.
    return turn;
  };
}
