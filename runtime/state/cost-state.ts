/** Dollars, as far as prices are known; an answer without a price is counted, never guessed. */
export interface CostState {
  readonly amount: number;
  readonly answers: number;
  readonly unpriced: number;
}
