import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of this very casebook's `main.cjs`. */
export const distFolder = (): string => dirname(fileURLToPath(import.meta.url))
