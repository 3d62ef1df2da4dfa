import { spawn, spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'yaml'

/** Programs that the actions need and that are not installed here. */
export const missingPrograms: readonly string[] = ['bash', 'jq'].filter(
  (name) => spawnSync(name, ['--version']).status !== 0,
)

export interface ActionRun {
  readonly status: number
  readonly outputs: Readonly<Record<string, string>>
  readonly log: string
}
interface Step {
  readonly if?: string
  readonly env?: Readonly<Record<string, string>>
  readonly run: string
}

/** Runs the steps of a composite action as a runner does, up to the first failure. `env`: their whole environment besides the inputs. */
export async function runComposite(
  text: string,
  {
    inputs,
    env,
    cwd,
  }: {
    readonly inputs: Readonly<Record<string, string>>
    readonly env: Readonly<Record<string, string>>
    readonly cwd: string
  },
): Promise<ActionRun> {
  const { inputs: declared = {}, runs } = parse(text)
  const value = (word: string): string =>
    word.replaceAll(/\$\{\{ (?:inputs\.(\w+)|github\.token) \}\}/g, (_whole, name?: string) =>
      name === undefined ? 'token' : (inputs[name] ?? declared[name].default ?? ''),
    )
  const temporary = await mkdtemp(join(tmpdir(), 'rel-composite-'))
  const files = Object.fromEntries(
    ['GITHUB_OUTPUT', 'GITHUB_ENV', 'GITHUB_PATH'].map((name) => [name, join(temporary, name)]),
  )
  const log: string[] = []
  let [status, variables] = [0, { ...env, RUNNER_TEMP: temporary, ...files } as Record<string, string>]
  try {
    for (const step of runs.steps as readonly Step[]) {
      const [, condition] = /^inputs\.(\w+) != ''$/.exec(step.if ?? '') ?? []
      if (condition !== undefined && (inputs[condition] ?? '') === '') continue
      for (const file of Object.values(files)) await writeFile(file, '', { flag: 'a' })
      const own = Object.entries(step.env ?? {}).map(([name, word]) => [name, value(String(word))])
      const script = join(temporary, 'script.sh')
      await writeFile(script, step.run)
      status = await bash(script, cwd, { ...variables, ...Object.fromEntries(own) }, log)
      variables = { ...variables, ...(await pairsIn(files['GITHUB_ENV']!)) }
      const paths = (await readFile(files['GITHUB_PATH']!, 'utf8')).split('\n').filter(Boolean)
      variables['PATH'] = [...paths.reverse(), env['PATH']].join(':')
      if (status !== 0) break
    }
    return { status, outputs: await pairsIn(files['GITHUB_OUTPUT']!), log: log.join('') }
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

const pairsIn = async (file: string): Promise<Record<string, string>> =>
  Object.fromEntries(
    (await readFile(file, 'utf8'))
      .split('\n')
      .filter(Boolean)
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  )

const bash = (script: string, cwd: string, env: Readonly<Record<string, string>>, log: string[]) =>
  new Promise<number>((done, fail) => {
    const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], { cwd, env })
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => log.push(String(chunk)))
    child.on('error', fail)
    child.on('close', (code) => done(code ?? 1))
  })
