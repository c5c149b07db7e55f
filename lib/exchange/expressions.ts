/**
 * JavaScript that promptfoo evaluates where it has no assertion of ours. Constant text: what a case wants stays data, as JSON in
 * the assertion's `config.casebook`. One line each, and nothing in them that a nunjucks template could begin with.
 */

const WANTED = 'JSON.parse(context.config.casebook).value'

/** Equality of casebook (keys in any order, texts without one final LF); `partial`: further keys of `found` do not matter. */
const SAME =
  '(function same(partial, wanted, found) { ' +
  'if (typeof wanted === "string" && typeof found === "string") return wanted.replace(/\\n$/, "") === found.replace(/\\n$/, ""); ' +
  'if (wanted === null || found === null || typeof wanted !== "object" || typeof found !== "object") return wanted === found; ' +
  'if (Array.isArray(wanted) !== Array.isArray(found)) return false; ' +
  'const keys = Object.keys(wanted); ' +
  'const isSized = (partial && !Array.isArray(wanted)) || keys.length === Object.keys(found).length; ' +
  'return isSized && keys.every((key) => Object.hasOwn(found, key) && same(partial, wanted[key], found[key])); })'

/** Providers of promptfoo mostly answer text: as its own `equals` does, an object is looked for in a text that is JSON. */
const FOUND =
  '(function found(wanted) { ' +
  'if (typeof output !== "string" || wanted === null || typeof wanted !== "object") return output; ' +
  'try { return JSON.parse(output); } catch { return output; } })'

const NUMBER =
  '(function near(wanted) { ' +
  'const value = typeof wanted === "number" ? wanted : wanted.value; ' +
  'const tolerance = typeof wanted === "number" ? 0 : (wanted.tolerance ?? 0); ' +
  'const text = typeof output === "string" ? output.trim() : ""; ' +
  'const found = /^[+-]?(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d+)?$/.test(text) ? Number(text) : output; ' +
  'if (typeof found !== "number" || !Number.isFinite(found)) return false; ' +
  'const rounding = tolerance === 0 ? 0 : Number.EPSILON * Math.max(Math.abs(found), Math.abs(value)); ' +
  'return Math.abs(found - value) <= tolerance + rounding; })'

/** By assertion type, what is true of `output` when the assertion holds. */
export const EXPRESSIONS: ReadonlyMap<string, string> = new Map([
  ['equals', `${SAME}(false, ${WANTED}, ${FOUND}(${WANTED}))`],
  ['matches', `${SAME}(true, ${WANTED}, ${FOUND}(${WANTED}))`],
  ['number', `${NUMBER}(${WANTED})`],
])
