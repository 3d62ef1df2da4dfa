import { isMap, stringify } from 'yaml'
import { parsedYaml } from '../lib/yaml.js'

/** A value to set, with its key as a path such as `image.name`. */
export interface Setting {
  readonly key: string
  readonly value: unknown
}

export interface Edited {
  readonly text: string
  /** Settings for which the file has another value, which was kept. */
  readonly overruled: readonly (Setting & { readonly found: unknown })[]
}

const style = { collectionStyle: 'flow', flowCollectionPadding: false, lineWidth: 0 } as const
const heading = `# How this repository is built, tested, deployed and released. Every key is optional: \`rel config show\` prints
# all of them with their values, \`rel config schema\` describes them.
`

/** Adds missing settings to a configuration; existing values, comments and formatting stay as they are. */
export function withSettings(text: string | null, settings: readonly Setting[]): Edited {
  const document = parsedYaml(text ?? '', { merge: true })
  const found = settings.map((setting) => ({ ...setting, found: valueAt(document.toJS(), setting.key) }))
  const missing = found.filter((setting) => setting.found === undefined)
  const overruled = found.filter(
    (setting) => setting.found !== undefined && !isSame(setting.found, setting.value),
  )
  if (missing.length === 0) return { text: text ?? heading, overruled }

  const groups = [...new Set(missing.map(({ key }) => key.split('.')[0]!))]
  const isWritten = (group: string): boolean => isMap(document.contents) && document.has(group)
  if (text !== null && (groups.some(isWritten) || !isPlain(text))) {
    for (const { key, value } of missing) document.setIn(key.split('.'), value)
    return { text: document.toString({ lineWidth: 0, flowCollectionPadding: false }), overruled }
  }
  const lines = groups.map((group) => {
    const own = missing.filter(({ key }) => key.split('.')[0] === group)
    return `${group}: ${stringify(valueOf(own), style)}`
  })
  const before = text ?? heading
  return {
    text: `${before}${before === '' || before.endsWith('\n') ? '' : '\n'}${lines.join('')}`,
    overruled,
  }
}

/** Whether a line that is appended becomes one more top-level key. */
const isPlain = (text: string): boolean => {
  const { contents, errors } = parsedYaml(`${text}${text.endsWith('\n') ? '' : '\n'}rel-was-here: 1\n`)
  return errors.length === 0 && isMap(contents) && contents.has('rel-was-here')
}

function valueOf(settings: readonly Setting[]): unknown {
  const [first] = settings
  if (first && !first.key.includes('.')) return first.value
  return Object.fromEntries(settings.map(({ key, value }) => [key.split('.')[1]!, value]))
}

const valueAt = (root: unknown, key: string): unknown =>
  key
    .split('.')
    .reduce<unknown>(
      (value, step) =>
        typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[step] : undefined,
      root,
    )

const isSame = (left: unknown, right: unknown): boolean => JSON.stringify(left) === JSON.stringify(right)
