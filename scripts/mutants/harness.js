import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { needBinary, prepareClean, prepareMutant } from './package-root.js'
import { problemOf } from './source.js'
import { runTests } from './tests.js'
import { verdictOf } from './verdict.js'

/** Tries mutants, as many at once as there are processors; `onVerdict` is told of each when it is known. */
export async function tryAll(mutants, signal, onVerdict) {
  const folder = await mkdtemp(join(tmpdir(), 'rel-mutants-'))
  const room = places(availableParallelism())
  const told = (mutant) => (verdict) => onVerdict(mutant, verdict)
  try {
    const problems = new Map(mutants.map((mutant) => [mutant, problemOf(mutant)]))
    const valid = mutants.filter((mutant) => problems.get(mutant) === null)
    for (const [mutant, why] of problems) if (why !== null) onVerdict(mutant, { state: 'invalid', why })
    if (valid.length === 0) return
    const clean = join(folder, 'clean')
    const needs = new Map(
      await Promise.all(valid.map(async (mutant) => [mutant, await needBinary(mutant.tests)])),
    )
    await prepareClean(clean, [...needs.values()].includes(true))
    const usual = usualOf(valid, (job) => room(() => runTests(clean, job, signal)))
    const all = valid.map((mutant, index) =>
      room(() =>
        tryOne(mutant, { folder: join(folder, String(index)), clean, needsBuild: needs.get(mutant), signal }),
      )
        .then(async (outcome) => outcome.verdict ?? verdictOf(mutant, await usual(mutant), outcome.result))
        .then(told(mutant)),
    )
    const ends = await Promise.allSettled(all)
    const failed = ends.find(({ status }) => status === 'rejected')
    if (failed) throw failed.reason
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function tryOne(mutant, { folder, signal, ...preparing }) {
  try {
    signal.throwIfAborted()
    await prepareMutant(folder, mutant, preparing)
    return { result: await runTests(folder, jobOf([mutant], { stopAtFailure: true }), signal) }
  } catch (error) {
    signal.throwIfAborted()
    return { verdict: { state: 'invalid', why: error.message.trim() } }
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** The same tests without a mutant: those of all mutants at once that name no titles, and the others apart. */
function usualOf(mutants, run) {
  const results = new Map()
  for (const titles of new Set(mutants.map(titlesOf))) {
    const group = mutants.filter((mutant) => titlesOf(mutant) === titles)
    const result = run(jobOf(group, { stopAtFailure: false }))
    result.catch(() => null) // whoever needs it is told
    results.set(titles, result)
  }
  return (mutant) => results.get(titlesOf(mutant))
}

const titlesOf = ({ titles }) => titles?.source
const jobOf = (mutants, { stopAtFailure }) => ({
  files: [...new Set(mutants.flatMap(({ tests }) => tests))],
  titles: titlesOf(mutants[0]),
  stopAtFailure,
})

/** Lets as many jobs run at once as there are places. */
function places(free) {
  const waiting = []
  return async (job) => {
    if (free === 0) await new Promise((settle) => waiting.push(settle))
    else free -= 1
    try {
      return await job()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free += 1
    }
  }
}
