import * as z from 'zod'
import { problemsOf } from './config/problems.js'
import { readYaml, type Source } from './config/yaml.js'
import { schema } from './config/schema.js'
import { RelError } from './errors.js'

type DeepReadonly<Value> = Value extends object
  ? { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> }
  : Value

/** The configuration of a repository, `.github/rel.yml` with defaults: docs/configuration.md. */
export type Config = DeepReadonly<z.output<typeof schema>>

export const configPath = '.github/rel.yml'

/** Parses and checks the text of a configuration; null (no file) gives the defaults. Throws `config`. */
export function parseConfig(text: string | null, path: string = configPath): Config {
  return check(readYaml(text, path), path)
}

/** Whether the value of each top-level key comes from the file or from the defaults. */
export type Sources = { readonly [Key in keyof Config]: 'default' | typeof configPath }

export interface ExplainedConfig {
  readonly config: Config
  readonly sources: Sources
}

export function explainConfig(text: string | null): ExplainedConfig {
  const source = readYaml(text, configPath)
  const config = check(source, configPath)
  const keysInFile = new Set(Object.keys(source.value))
  const sources = Object.keys(config).map((key) => [key, keysInFile.has(key) ? configPath : 'default'])
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
    hint: 'Run `rel config schema` for all keys and their values.',
  })
}
