// The repositories that benchmarks are about.
export const CONFIG = 'target:\n  command: [node, worker.mjs]\nbugs:\n  repo: https://github.com/acme/shop\n'
/** As a team that has declared what its answers depend on. */
export const DECLARED = CONFIG.replace('bugs:', '  inputs: [worker.mjs]\nbugs:')

export const WORKER = `import { createInterface } from 'node:readline'
createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, input } = JSON.parse(line)
  process.stdout.write(JSON.stringify({ id, output: 'answer to ' + input }) + '\\n')
})
`

export const idOf = (index) => `reg-2026-11-22-${index.toString(16).padStart(6, '0')}`
export const caseFile = (index) => `id: ${idOf(index)}
title: The answer number ${index}
category: prod-bug
bug_link: https://github.com/acme/shop/issues/${index}
postmortem: It was wrong.
captured_by: Ann <ann@example.com>
captured_at: "2026-11-22"
input: hello ${index}
shipped_output: Something else.
expected_output: answer to hello ${index}
`
export const caseFiles = (count) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`evals/data/regression/smoke/${idOf(index)}.yaml`, caseFile(index)]),
  )

export const adopted = (bench, name, count, config = CONFIG) => {
  bench.repository(name, { 'casebook.yaml': config, 'worker.mjs': WORKER, ...caseFiles(count) })
  bench.casebook(name, 'init')
  return name
}
