import { describe, expect, it } from 'vitest'
import { isRefusalText } from '../../../lib/verdict/refusal-text.ts'

describe('isRefusalText', () => {
  it.each([
    '',
    ' \n\t',
    'I cannot assist with that',
    "I can't help with that request.",
    'I can’t help you with this.',
    '**I won’t** write that for you.',
    'That would not be ethical.',
    'That wouldn’t be appropriate.',
    'As an AI, I cannot browse the web.',
    'As a large language model I have no opinions.',
    "I'm sorry, but I can't do that.",
    'I am really sorry, that is not possible.',
    'Sorry, no.',
    'I apologize, but we are unable to share the details of another customer.',
    'Unfortunately, we are not able to refund this order.',
    'I must respectfully decline.',
    'We refuse to do so.',
    'Thank you for asking. I am unable to provide medical advice.',
    "I don't feel comfortable writing this.",
    'Your request cannot be processed.',
    'The response was filtered due to the content management policy.',
    'This output was blocked by our content filters.',
    'I\n  cannot   comply.',
  ])('takes %j for a refusal', (text) => {
    expect(isRefusalText(text)).toBe(true)
  })

  it.each([
    'The answer is 4.',
    'Sorry for the wait! Your order has shipped.',
    `I apologize for the delay. ${'Here is the full list of what we did for you. '.repeat(6)}We will not charge you.`,
    'You can return the shoes within 30 days.',
    'As an Airbnb host, you set your own price.',
    'The help page explains it.',
    'null',
    '{}',
    'No.',
    'Declined cards cannot be charged again.',
  ])('does not take %j for a refusal', (text) => {
    expect(isRefusalText(text)).toBe(false)
  })

  it.each(['i cannot ', 'sorry ', 'i am ', "n't ", ' ', '*'])('gets through megabytes of %j', (piece) => {
    expect(typeof isRefusalText(`x${piece.repeat(1_000_000)}`)).toBe('boolean')
  })
})
