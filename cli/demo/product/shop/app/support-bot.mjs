/**
 * The support bot of a small shop. Where a real one asks a language model, this one reads its prompt by a few
 * rules: it knows what the prompt says and nothing else, so the same prompt always gives the same answer.
 */
export function answer(messages, prompt) {
  const [question = ''] = messages
    .filter(({ role }) => role === 'user')
    .map(({ content }) => content)
    .reverse()
  const order = find(question, /order (\d+)/i) || '(which one?)'
  const days = Number(find(question, /(\d+) days ago/i) || 0)
  const window = find(prompt, /within (\d+) days of delivery/i)
  if (window !== null && days > Number(window)) return refuse(order, days, window, prompt)
  const payout = find(prompt, /within (\d+) working days/i)
  const when = payout === null ? '' : ` The money arrives within ${payout} working days.`
  return `Of course! I have refunded order ${order} in full.${when}`
}

function refuse(order, days, window, prompt) {
  const instead = /offer store credit/i.test(prompt) ? ' I can offer store credit.' : ''
  return `Order ${order} came ${days} days ago and refunds end after ${window}.${instead}`
}

function find(text, pattern) {
  const match = pattern.exec(text)
  return match ? match[1] : null
}
