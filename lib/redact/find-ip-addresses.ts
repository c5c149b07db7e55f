import { matchesOf } from './matches-of.ts'
import type { Find } from './types.ts'

const OCTET = '(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])'
const V4 = new RegExp(String.raw`(?<!\w|\d\.)${OCTET}(?:\.${OCTET}){3}(?![A-Za-z0-9_]|\.\d)`, 'g')
// Loopback, "this host", documentation (RFC 5737), netmasks, and what browsers say for a version.
const V4_OF_NOBODY = /^(?:127|0|255)\.|^192\.0\.2\.|^198\.51\.100\.|^203\.0\.113\.|\.0\.0\.0$/
const VERSION_WORD =
  /(?:version|\bver\.?|\bv\.?|section|\bsec\.|clause|chapter|\u00a7|release|[=<>~!]=|[~^])[\s:"']{0,2}$/i

const V6 = /(?:(?<![\w:])|(?<=[A-Za-z_]{2}:))[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,8}(?![\w:])/g
const V6_OF_NOBODY = /^[0:]+1?$|^2001:0?db8:/i

/** Finds IP addresses that may be somebody's; what follows a word such as "version" is a version. */
export const findIpAddresses = (text: string): Find[] => [...findV4(text), ...findV6(text)]

const findV4 = (text: string): Find[] =>
  matchesOf(V4, text)
    .filter(
      ({ 0: found, index }) =>
        !V4_OF_NOBODY.test(found) && !VERSION_WORD.test(text.slice(Math.max(0, index - 12), index)),
    )
    .map(({ 0: found, index }) => ({ family: 'personal', kind: 'ipv4', start: index, end: index + found.length }))

const findV6 = (text: string): Find[] =>
  matchesOf(V6, text)
    .map(({ 0: found, index }) => ({ address: found.replace(/(?<=[^:]):$/, ''), index }))
    .filter(({ address }) => isV6(address) && !V6_OF_NOBODY.test(address))
    .map(({ address, index }) => ({ family: 'personal', kind: 'ipv6', start: index, end: index + address.length }))

/** Eight groups, or fewer around one `::`; two bare words around it are rather a name in a program (`Bad::Face`). */
function isV6(text: string): boolean {
  if (/:::|::.*::|^:[^:]/.test(text)) return false
  const groups = text.split(':').filter((group) => group !== '').length
  return text.includes('::') ? groups <= 7 && (groups > 2 || /\d/.test(text)) : groups === 8
}
