/** Returns the first line that is not blank; empty when there is none. */
export function subjectOf(message: string): string {
  return message.split('\n').find((line) => line.trim() !== '') ?? ''
}
