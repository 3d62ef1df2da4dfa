interface Process {
  readonly stdin: { readonly isTTY?: boolean }
  readonly stderr: { readonly isTTY?: boolean }
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Whether rel may prompt: on a terminal, outside CI, and not with --json. */
export const canPrompt = ({ stdin, stderr, env }: Process, json: boolean): boolean =>
  stdin.isTTY === true && stderr.isTTY === true && !isCi(env) && !json

/** CI is set by CI systems; `CI=false` and `CI=0` mean that there is none. */
export const isCi = ({ CI: value = '' }: Process['env']): boolean =>
  !['', 'false', '0'].includes(value.trim().toLowerCase())
