import picocolors from 'picocolors'

export interface Paint {
  red(text: string): string
  green(text: string): string
  yellow(text: string): string
  bold(text: string): string
  dim(text: string): string
}

/** Colours for a terminal, or none. */
export const makePaint = (colours: boolean): Paint => picocolors.createColors(colours)
