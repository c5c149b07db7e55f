import { BISECT } from './benchmarks/bisect.mjs'
import { HISTORY } from './benchmarks/history.mjs'
import { HOOKS } from './benchmarks/hooks.mjs'
import { ROOTS } from './benchmarks/roots.mjs'
import { RUNS } from './benchmarks/runs.mjs'

/** What `npm run bench` measures: each sets up two commands and gives the limit of the ratio of their times. */
export const BENCHMARKS = [...HOOKS, ...RUNS, ...ROOTS, ...HISTORY, ...BISECT]
