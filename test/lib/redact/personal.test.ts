import { describe, expect, it } from 'vitest'
import type { Json } from '../../../lib/case/types.ts'
import { redacted } from './tools.ts'

const email = 'person-1@example.com'
const phone = '+1-555-0100'
const card = '0000-0000-0000-0001'
const iban = 'XX00FAKE00000001'

describe('personal data', () => {
  it.each([
    ['an e-mail address', 'write to Ann.Lee+x@acme.co.uk.', `write to ${email}.`],
    ['an e-mail address in quotes', "'ann@acme.io' <ann@acme.io>", `'${email}' <${email}>`],
    ['an e-mail address with an apostrophe', "o'brien@acme.ie", email],
    ['an e-mail address behind an escaped line end', 'x\\nann@acme.io', `x\\n${email}`],
    ['an e-mail address in a query', '?mail=ann%40acme.io&x=1', `?mail=${email}&x=1`],
    ['an e-mail address between ideographs', '邮箱ann@acme.io是', `邮箱${email}是`],
    ['an e-mail address with letters of its language', 'jürgen@müller.de', email],
    ['an e-mail address at a domain of digits', 'ann@163.com', email],
    ['an international number', 'call +49 30 1234-5678 now', `call ${phone} now`],
    ['an international number without separators', 'tel:+4915112345678', `tel:${phone}`],
    ['an international number in a query', '?tel=%2B4915112345678', `?tel=${phone}`],
    ['a number before a time', '+1 (415) 555-2671 10:30', `${phone} 10:30`],
    ['a North American number', '(415) 555-2671 or 1-415-555-2672', `${phone} or +1-555-0101`],
    ['a North American number with dots', '415.555.2671.', `${phone}.`],
    ['a North American number in brackets', '[415-555-2671]', `[${phone}]`],
    ['a French number', 'au 01 23 45 67 89, merci', `au ${phone}, merci`],
    ['a German number', '030/12345678', phone],
    ['a British number', '020 7946 0958', phone],
    [
      'groups that a word before them explains',
      'Teléfono: 612 345 678; call me at 98765 43210',
      `Teléfono: ${phone}; call me at +1-555-0101`,
    ],
    ['a card', 'card 4111 1111 1111 1111.', `card ${card}.`],
    ['a card with dashes', '5555-5555-5555-4444', card],
    ['a card without separators', 'x:378282246310005,', `x:${card},`],
    ['a card behind an amount', '2 4111111111111111 12', `2 ${card} 12`],
    ['an account number', 'IBAN DE89 3704 0044 0532 0130 00 AND', `IBAN ${iban} AND`],
    ['an account number without spaces', 'GB82WEST12345698765432', iban],
    ['an IPv4 address', 'from 10.1.2.3:8080 and ip=93.184.216.34/24', 'from 192.0.2.1:8080 and ip=192.0.2.2/24'],
    ['an IPv6 address', 'ip:2a00:1450:4001:82a::200e, [fe80::1]:443', 'ip:2001:db8::1, [2001:db8::2]:443'],
    ['a whole IPv6 address', '2a00:1450:4001:082a:0000:0000:0000:200e', '2001:db8::1'],
  ])('replaces %s', async (_, before, after) => {
    expect(await redacted([before])).toEqual([after])
  })

  it.each([
    ['a repository', 'git@github.com:acme/shop.git'],
    ['a package', 'react@18.2.0-rc.beta and logo@2x.png and @scope/name'],
    ['a handle', 'ask @ann.lee or ann@localhost'],
    ['an order number', 'order 123-456-7890, ORD-2024-000123, #415-555-2671, 112-3456789-0123456'],
    ['an id', 'call_Sz1QP8T7fuJkIECGDLFWOorq chatcmpl-AHH0KBvLG7Wq3wfSEGQuxh0xE07Fl'],
    ['a UUID', '550e8400-e29b-41d4-a716-446655440000 99981f6a-abd1-4d09-9fba-00e2ab172193'],
    ['a hash', '7a38edd8123db47ad8dcb8aa4c5e3926 02526f4c 1234567890123456'],
    [
      'a time stamp',
      '2024-10-15T12:53:13.264282-04:00 2024-11-22 10:30:00 20241011T205823298773Z 01-02-2024 10:30 +0400',
    ],
    ['a date with dots', '01.02.2024 1030 and 12/03/2024 1200'],
    ['an integer', '4155552671 1728680304000 +12'],
    ['a large number', '1 234 567 890 people, 612 345 678 of them'],
    ['a price', '$1,299.00 or 1.299,00 EUR and 0.4111111111111111'],
    ['a model', 'gpt-4o-2024-08-06 claude-3-5-sonnet-20241022'],
    ['a number that is no card', '4111 1111 1111 1112, 1234567890123452'],
    ['a number inside a word', 'x4111111111111111 4111111111111111ab'],
    ['an account number with a wrong digit', 'DE89370400440532013001'],
    ['a version', 'v1.2.3.4, version 1.2.3.4, pkg==1.2.3.4, Chrome/120.0.0.0, 1.2.3, 1.2.3.4.5, 1.2.3.256'],
    ['an address of nobody', '127.0.0.1 0.0.0.0 192.0.2.7 198.51.100.2 203.0.113.9 255.255.255.0 ::1 :: 2001:db8::abc'],
    ['a time, a MAC address, a name in a program', '12:34:56 00:1a:2b:3c:4d:5e std::abc Bad::Face a::b'],
  ])('leaves %s', async (_, text) => {
    expect(await redacted([text])).toEqual([text])
  })
})

describe('a number in groups', () => {
  it.each([
    ['is a phone number after a word that only ends like another', 'she paid 415-555-2671', `she paid ${phone}`],
    ['is a phone number under such a key', { homePhone: '612 345 678' }, { homePhone: phone }],
    [
      'is none under the key of an id',
      { order_id: '415-555-2671', id: '020-7946-0958' },
      { order_id: '415-555-2671', id: '020-7946-0958' },
    ],
    ['is none after an id in JSON', '{"orderId": "415-555-2671"}', '{"orderId": "415-555-2671"}'],
    ['is none after a word that only ends like one', 'the hotel 612 345 678', 'the hotel 612 345 678'],
  ])('%s', async (_, before, after) => {
    expect(await redacted(before as Json)).toEqual(after)
  })
})

describe('one value however it is spelt', () => {
  it.each([
    ['an e-mail address', ['Ann@acme.io', 'ann@ACME.io'], [email, email]],
    ['a phone number', ['+1 (415) 555-2671', '+14155552671'], [phone, phone]],
    ['a card', ['4111 1111 1111 1111', '4111111111111111'], [card, card]],
    ['an account number', ['DE89 3704 0044 0532 0130 00', 'DE89370400440532013000'], [iban, iban]],
  ])('has one stand-in: %s', async (_, before, after) => {
    expect(await redacted(before)).toEqual(after)
  })
})
