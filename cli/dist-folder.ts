import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of this very casebook's `main.js`; what is loaded later lies in a folder below it. */
export const distFolder = (): string => dirname(fileURLToPath(import.meta.url)).replace(/\/parts$/, '')
