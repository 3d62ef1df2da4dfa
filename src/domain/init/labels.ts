import type { Config } from '../../config.js'
import { previewLabel, queueLabel, slotLabel, slotsOf } from '../model/environment.js'
import { createLabelStep } from '../label/labels.js'
import type { Step } from '../plan/plan.js'

/** Labels with one meaning: the first is created unless any of them exists. */
interface Meaning {
  readonly labels: readonly string[]
  readonly color: string
  readonly description: string
}

/** The labels of version increments and release notes, by meaning. */
function meaningsOf({ versions, notes }: Config): readonly Meaning[] {
  const increments = Object.entries(versions.labels).map(([increment, labels]) => ({
    labels,
    color: 'd93f0b',
    description: `Requests a new ${increment} version`,
  }))
  const hidden = { labels: notes.hide, color: 'ededed', description: 'Hidden from the release notes' }
  const sections = notes.sections.map(({ title, labels }) => ({
    labels,
    color: 'c5def5',
    description: `Listed in the release notes under ${title}`,
  }))
  return [...increments, hidden, ...sections]
}

const processLabels = (config: Config): readonly string[] => [
  ...(config.environments.some((name) => name === 'preview' || name === 'hotfix') ? [previewLabel] : []),
  ...slotsOf(config).flatMap((slot) => [slotLabel(slot), queueLabel(slot)]),
]

/** Every label whose existence matters. */
export const labelsToLookFor = (config: Config): readonly string[] => [
  ...new Set([...processLabels(config), ...meaningsOf(config).flatMap(({ labels }) => labels)]),
]

/** The steps that create the missing labels. `existing`: in lower case. */
export function planLabels(
  repository: string,
  config: Config,
  existing: readonly string[],
): readonly Step<'create-label'>[] {
  const exists = (label: string): boolean => existing.includes(label.toLowerCase())
  const missing = processLabels(config).filter((label) => !exists(label))
  const wanted = meaningsOf(config).flatMap(({ labels, ...rest }) =>
    labels[0] === undefined || labels.some(exists) ? [] : [{ label: labels[0], ...rest }],
  )
  const unique = new Map(wanted.map((label) => [label.label, label]))
  return [
    ...missing.map((label) => createLabelStep(repository, label)),
    ...[...unique.values()].map((label) => ({ kind: 'create-label', repository, ...label }) as const),
  ]
}
