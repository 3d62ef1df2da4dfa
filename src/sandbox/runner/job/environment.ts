import { textOf, type Json, type JsonObject } from '../json.js'

/** The github context properties that become GITHUB_… variables; not the token (docs: "Variables", default environment variables). */
const exported = [
  ...[
    'action',
    'action_path',
    'action_ref',
    'action_repository',
    'actor',
    'actor_id',
    'api_url',
    'base_ref',
    'event_name',
  ],
  ...[
    'event_path',
    'graphql_url',
    'head_ref',
    'job',
    'ref',
    'ref_name',
    'ref_protected',
    'ref_type',
    'repository',
  ],
  ...[
    'repository_id',
    'repository_owner',
    'retention_days',
    'run_attempt',
    'run_id',
    'run_number',
    'server_url',
    'sha',
  ],
  ...['triggering_actor', 'workflow', 'workflow_ref', 'workflow_sha', 'workspace'],
]

/** The environment of a step. Only PATH is inherited from this machine. */
export const environmentOf = (
  github: JsonObject,
  runner: JsonObject,
  own: Readonly<Record<string, string>>,
  { path, home }: { readonly path: readonly string[]; readonly home: string },
): Readonly<Record<string, string>> => ({
  LANG: 'C.UTF-8',
  HOME: home,
  CI: 'true',
  ...own,
  GITHUB_ACTIONS: 'true',
  ...Object.fromEntries(
    exported.map((name) => [`GITHUB_${name.toUpperCase()}`, textOf(github[name] ?? null)]),
  ),
  ...Object.fromEntries(
    Object.entries(runner).map(([name, value]: [string, Json]) => [
      `RUNNER_${name.toUpperCase()}`,
      textOf(value),
    ]),
  ),
  PATH: [...path, own['PATH'] ?? process.env['PATH'] ?? ''].join(':'),
})

/** docs: "Metadata syntax", inputs: spaces become underscores. */
export const inputVariables = (inputs: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [
      `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
      value,
    ]),
  )
