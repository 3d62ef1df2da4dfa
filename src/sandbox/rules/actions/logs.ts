import type { Job, LogChunk, Run } from '../../state/actions-rows.js'
import type { World } from '../../world.js'
import { latestJobs } from './runs.js'

const chunksOf = (world: World, { id }: Job): readonly LogChunk[] => world.store.by('logs', 'job', id)
const joined = (chunks: readonly LogChunk[]): string => chunks.map(({ text }) => text).join('')

/** Everything that a job has written. */
export const jobLog = (world: World, job: Job): string => joined(chunksOf(world, job))

/** What each step of a job has written; under null what is not of a step. */
export function stepLogs(world: World, job: Job): ReadonlyMap<number | null, string> {
  const found = new Map<number | null, string>()
  for (const { step, text } of chunksOf(world, job)) found.set(step, (found.get(step) ?? '') + text)
  return found
}

/** The files of a run's archive as GitHub names them: one for each job, and one for each step in a folder of its job. */
export const runLogs = (
  world: World,
  run: Run,
): readonly { readonly name: string; readonly content: string }[] =>
  latestJobs(world, [run]).flatMap((job, at, jobs) => {
    const chunks = chunksOf(world, job)
    const name = fileName(job.name)
    // Jobs may share a name; files of an archive may not.
    const isFirst = jobs.findIndex((one) => fileName(one.name) === name) === at
    const folder = isFirst ? name : `${name} (${at})`
    return [
      { name: `${at}_${folder}.txt`, content: joined(chunks) },
      ...job.steps.map(({ number, name }) => ({
        name: `${folder}/${number}_${fileName(name)}.txt`,
        content: joined(chunks.filter(({ step }) => step === number)),
      })),
    ]
  })

/** GitHub leaves out what file systems forbid. */
const fileName = (name: string): string => name.replace(/[/\\:*?"<>|]/g, '')
