import { spawn } from 'node:child_process'
import { chmodSync, lstatSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Removes a folder with all that it holds, also where a product left folders in which nobody may write. Never fails: what is left
 * behind costs room, and no verdict hangs on it. `rm` takes a tenth of the time that node needs for a large folder.
 */
export async function removeTree(path: string): Promise<void> {
  await new Promise<void>((resolve) => {
    const child = spawn('rm', ['-rf', '--', path], { stdio: 'ignore' })
    child.on('error', () => resolve())
    child.on('close', () => resolve())
  })
  removeTreeNow(path)
}

/** The same without waiting for anything: for signals and for the very end. */
export function removeTreeNow(path: string): void {
  if (isRemoved(path)) return
  openFolders(path)
  isRemoved(path)
}

function isRemoved(path: string): boolean {
  try {
    rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 })
    return true
  } catch {
    return false
  }
}

/** Folders alone, and no links: what they hold needs no leave of its own to go. */
function openFolders(path: string): void {
  try {
    if (!lstatSync(path).isDirectory()) return
    chmodSync(path, 0o700)
    for (const entry of readdirSync(path, { withFileTypes: true }))
      if (entry.isDirectory()) openFolders(join(path, entry.name))
  } catch {
    // It is somebody else's, or gone.
  }
}
