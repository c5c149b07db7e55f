// How casebook asks the bot: a line of JSON in, {"id", "input"}; a line of JSON out, {"id", "output"}.
import { createInterface } from 'node:readline'
import { readPrompt } from '../app/read-prompt.mjs'
import { answer } from '../app/support-bot.mjs'

const prompt = readPrompt()

createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, input } = JSON.parse(line)
  console.log(JSON.stringify({ id, output: answer(input, prompt) }))
})
