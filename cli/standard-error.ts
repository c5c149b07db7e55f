type OnFault = (error: NodeJS.ErrnoException) => void

let isOpen = false
let onFault: OnFault = () => {}

/** Says what happens when nobody reads standard error any more. */
export function setErrorFault(handler: OnFault): void {
  onFault = handler
}

/** Writes to standard error. Until then the stream is not even made: that takes 2 ms of a start. */
export function writeError(text: string): void {
  if (!isOpen) process.stderr.on('error', (error: NodeJS.ErrnoException) => onFault(error))
  isOpen = true
  process.stderr.write(text)
}

/** Standard error, where anything was written to it. */
export const openedError = (): NodeJS.WriteStream | null => (isOpen ? process.stderr : null)
