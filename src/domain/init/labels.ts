import type { Config } from '../../config.js'
import { previewLabel, queueLabel, slotLabel, slotsOf } from '../model/environment.js'
import { createLabelStep } from '../label/labels.js'
import type { Step } from '../plan/plan.js'

/** A label is there, or one that means the same is; else the first is made. */
interface Meaning {
  readonly labels: readonly string[]
  readonly color: string
  readonly description: string
}

/** The labels that ask for environments, and the words of versions and notes: one of each meaning. */
function meaningsOf({ versions, notes }: Config): readonly Meaning[] {
  const increments = Object.entries(versions.labels).map(([increment, labels]) => ({
    labels,
    color: 'd93f0b',
    description: `Asks for a new ${increment} version`,
  }))
  const hidden = { labels: notes.hide, color: 'ededed', description: 'Not in the release notes' }
  const sections = notes.sections.map(({ title, labels }) => ({
    labels,
    color: 'c5def5',
    description: `In the release notes under ${title}`,
  }))
  return [...increments, hidden, ...sections]
}

const processLabels = (config: Config): readonly string[] => [
  ...(config.environments.some((name) => name === 'preview' || name === 'hotfix') ? [previewLabel] : []),
  ...slotsOf(config).flatMap((slot) => [slotLabel(slot), queueLabel(slot)]),
]

/** Every label to ask GitHub about. */
export const labelsToLookFor = (config: Config): readonly string[] => [
  ...new Set([...processLabels(config), ...meaningsOf(config).flatMap(({ labels }) => labels)]),
]

/** The labels that have to be there, and how each is made. `existing`: in lower case. */
export function planLabels(
  repository: string,
  config: Config,
  existing: readonly string[],
): readonly Step<'create-label'>[] {
  const isThere = (label: string): boolean => existing.includes(label.toLowerCase())
  const missing = processLabels(config).filter((label) => !isThere(label))
  const words = meaningsOf(config).flatMap(({ labels: [first], ...rest }, at, all) =>
    first === undefined || all[at]!.labels.some(isThere) ? [] : [{ label: first, ...rest }],
  )
  const once = new Map(words.map((word) => [word.label, word]))
  return [
    ...missing.map((label) => createLabelStep(repository, label)),
    ...[...once.values()].map((word) => ({ kind: 'create-label', repository, ...word }) as const),
  ]
}
