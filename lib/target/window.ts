/** Questions in flight where nobody said how many: what a product that takes its time can be asked. */
export const USUAL_WINDOW = 4
/** Questions in flight that nobody said, at most. */
export const WIDEST_WINDOW = 64
/** Milliseconds between two answers up to which a worker is quick, and from which it is slow. */
const QUICK = 5
const SLOW = 50

/**
 * How many questions one worker may hold. Fixed where it was said; else few for a worker that takes its time, and more for
 * one that answers at once: it opens only after a whole window of quick answers in a row, which no service behind it gives.
 */
export class Window {
  size: number
  #quick = 0
  readonly #isFixed: boolean

  constructor(said: number | null) {
    this.size = said ?? USUAL_WINDOW
    this.#isFixed = said !== null
  }

  /** Hears of an answer that came `gapMs` after the one before. */
  answered(gapMs: number): void {
    if (this.#isFixed) return
    this.#quick = gapMs < QUICK ? this.#quick + 1 : 0
    if (gapMs >= SLOW) this.size = USUAL_WINDOW
    else if (this.#quick > this.size) {
      this.size = Math.min(WIDEST_WINDOW, this.size * 2)
      this.#quick = 0
    }
  }
}
