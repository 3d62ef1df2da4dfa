import { inc } from 'semver'
import type { Config } from '../../config.js'
import { versionsIn, type Service } from '../model/service.js'

export type Increment = 'major' | 'minor' | 'patch'
const sizes = ['major', 'minor', 'patch'] as const

/** GitHub compares the names of labels without their case. */
export const hasAnyLabel = (labels: readonly string[], wanted: readonly string[]): boolean =>
  wanted.some((label) => labels.includes(label.toLowerCase()))

/** The largest increment that the labels of any change ask for, else the configured one. */
export const incrementOf = (
  changes: readonly { readonly labels: readonly string[] }[],
  { increment, labels: asking }: Config['versions'],
): Increment =>
  sizes.find((size) => changes.some(({ labels }) => hasAnyLabel(labels, asking[size]))) ?? increment

/** The highest version of any line, incremented: no version is used twice (L2). */
export function nextVersion(
  service: Service,
  tags: readonly string[],
  increment: Increment,
  first: string,
): string {
  const [highest] = versionsIn(service, tags)
  return highest === undefined ? first : inc(highest, increment)!
}

/** Whether the version has a tag, in any spelling. */
export const isTagged = (service: Service, tags: readonly string[], version: string): boolean =>
  versionsIn(service, tags).includes(version)
