// Asks the bot one question: node scripts/ask.mjs "…"
import { readPrompt } from '../app/read-prompt.mjs'
import { answer } from '../app/support-bot.mjs'

console.log(answer([{ role: 'user', content: process.argv[2] }], readPrompt()))
