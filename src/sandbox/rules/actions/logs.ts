import type { Job, LogChunk, Run } from '../../state/actions-rows.js'
import type { World } from '../../world.js'
import { latestJobs } from './runs.js'

const chunksOf = (world: World, { id }: Job): readonly LogChunk[] => world.store.by('logs', 'job', id)
const joined = (chunks: readonly LogChunk[]): string => chunks.map(({ text }) => text).join('')

/** The log of a job. */
export const jobLog = (world: World, job: Job): string => joined(chunksOf(world, job))

/** The log of each step of a job by its number; null is the key of lines outside of steps. */
export function stepLogs(world: World, job: Job): ReadonlyMap<number | null, string> {
  const found = new Map<number | null, string>()
  for (const { step, text } of chunksOf(world, job)) found.set(step, (found.get(step) ?? '') + text)
  return found
}

/** The files of a run's log archive, named as on GitHub: one for each job, and one for each step in the job's folder. */
export const runLogs = (
  world: World,
  run: Run,
): readonly { readonly name: string; readonly content: string }[] =>
  latestJobs(world, [run]).flatMap((job, at, jobs) => {
    const chunks = chunksOf(world, job)
    const name = fileName(job.name)
    // Jobs may share a name; files in an archive may not.
    const isFirst = jobs.findIndex((other) => fileName(other.name) === name) === at
    const folder = isFirst ? name : `${name} (${at})`
    return [
      { name: `${at}_${folder}.txt`, content: joined(chunks) },
      ...job.steps.map(({ number, name }) => ({
        name: `${folder}/${number}_${fileName(name)}.txt`,
        content: joined(chunks.filter(({ step }) => step === number)),
      })),
    ]
  })

/** Removes characters that file systems forbid, as GitHub does. */
const fileName = (name: string): string => name.replace(/[/\\:*?"<>|]/g, '')
