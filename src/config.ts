import * as z from 'zod'
import { problemsOf } from './config/problems.js'
import { readYaml, type Source } from './config/yaml.js'
import { schema } from './config/schema.js'
import { RelError } from './errors.js'

type Unchanging<Value> = Value extends object
  ? { readonly [Key in keyof Value]: Unchanging<Value[Key]> }
  : Value

/** What a repository's `.github/rel.yml` says, defaults filled in: docs/configuration.md. */
export type Config = Unchanging<z.output<typeof schema>>

export const configPath = '.github/rel.yml'

/** The text of a repository's configuration, checked; null (no file) gives the defaults. Throws `config`. */
export function parseConfig(text: string | null, path: string = configPath): Config {
  return check(readYaml(text, path), path)
}

/** Where the value of each key comes from: the file, or rel's defaults. */
export type Sources = { readonly [Key in keyof Config]: 'default' | typeof configPath }

export interface ExplainedConfig {
  readonly config: Config
  readonly sources: Sources
}

export function explainConfig(text: string | null): ExplainedConfig {
  const source = readYaml(text, configPath)
  const config = check(source, configPath)
  const written = new Set(Object.keys(source.value))
  const sources = Object.keys(config).map((key) => [key, written.has(key) ? configPath : 'default'])
  return { config, sources: Object.fromEntries(sources) as Sources }
}

/** The JSON schema of `.github/rel.yml`, for editors. */
export function configSchema(): object {
  return { title: configPath, ...z.toJSONSchema(schema, { io: 'input' }) }
}

function check(source: Source, path: string): Config {
  const { data, error } = schema.safeParse(source.value)
  if (!error) return data
  const problems = problemsOf(error.issues, { source, path, schema: configSchema() })
  throw new RelError('config', problems.join('\n'), {
    hint: '`rel config schema` lists every key and its values.',
  })
}
