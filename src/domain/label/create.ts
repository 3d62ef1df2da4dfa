import { slotIn } from '../model/environment.js'
import type { Step } from '../plan/plan.js'

/** The labels of the process, as `rel` makes them where they are missing. */
export function creationOf(repository: string, label: string): Step<'create-label'> {
  const slot = slotIn(label)
  const [color, description] =
    slot === null
      ? ['0e8a16', 'Deploy this pull request to its own environment']
      : label.startsWith('queue/')
        ? ['fbca04', `Stands in line for the environment qa${slot}`]
        : ['1d76db', `Deploy this pull request to the environment qa${slot}`]
  return { kind: 'create-label', repository, label, color, description }
}
