import { Document, isSeq, isScalar, visit } from 'yaml'
import type { Config, ExplainedConfig } from '../config.js'

/** The effective configuration as YAML that is itself a valid `.github/rel.yml`; defaults are marked. */
export function renderConfig({ config, sources }: ExplainedConfig): string {
  const keys = Object.keys(config) as (keyof Config)[]
  return keys.map((key) => renderKey(key, config[key], sources[key] === 'default')).join('\n')
}

function renderKey(key: string, value: unknown, isDefault: boolean): string {
  const document = new Document({ [key]: value })
  // Lists of words stand on one line, as in the documentation.
  visit(document, {
    Seq: (_, node) => {
      if (isSeq(node) && node.items.every(isScalar)) node.flow = true
    },
  })
  const [first = '', ...rest] = document
    .toString({ lineWidth: 0, flowCollectionPadding: false })
    .trimEnd()
    .split('\n')
  return [isDefault ? `${first} # default` : first, ...rest].join('\n')
}
