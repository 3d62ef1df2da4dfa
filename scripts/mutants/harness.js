import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { needBinary, prepareClean, prepareMutant } from './package-root.js'
import { problemOf } from './source.js'
import { runTests } from './tests.js'
import { verdictOf } from './verdict.js'

/** Tries mutants, as many at once as there are processors, and calls `onVerdict` with each mutant and its verdict. */
export async function tryMutants(mutants, signal, onVerdict) {
  const folder = await mkdtemp(join(tmpdir(), 'rel-mutants-'))
  const limited = limitTo(availableParallelism())
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
    const cleanResultOf = runClean(valid, (job) => limited(() => runTests(clean, job, signal)))
    const tries = valid.map((mutant, index) =>
      limited(() =>
        tryMutant(mutant, {
          folder: join(folder, String(index)),
          clean,
          needsBuild: needs.get(mutant),
          signal,
        }),
      )
        .then(
          async (outcome) =>
            outcome.verdict ?? verdictOf(mutant, await cleanResultOf(mutant), outcome.result),
        )
        .then((verdict) => onVerdict(mutant, verdict)),
    )
    const ends = await Promise.allSettled(tries)
    const failed = ends.find(({ status }) => status === 'rejected')
    if (failed) throw failed.reason
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function tryMutant(mutant, { folder, signal, ...options }) {
  try {
    signal.throwIfAborted()
    await prepareMutant(folder, mutant, options)
    return { result: await runTests(folder, jobOf([mutant], { stopAtFailure: true }), signal) }
  } catch (error) {
    signal.throwIfAborted()
    return { verdict: { state: 'invalid', why: error.message.trim() } }
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Runs the tests without a mutant: once for all mutants that name no titles, and once for each set of titles. */
function runClean(mutants, run) {
  const results = new Map()
  for (const titles of new Set(mutants.map(titlesOf))) {
    const group = mutants.filter((mutant) => titlesOf(mutant) === titles)
    const result = run(jobOf(group, { stopAtFailure: false }))
    result.catch(() => null) // reported where the result is awaited
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

/** Returns a function that runs jobs, at most `free` of them at once. */
function limitTo(free) {
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
