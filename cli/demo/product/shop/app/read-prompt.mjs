import { readFileSync } from 'node:fs'

/** The text that tells the bot how to answer about refunds. */
export const readPrompt = () => readFileSync(new URL('../prompts/refunds.md', import.meta.url), 'utf8')
