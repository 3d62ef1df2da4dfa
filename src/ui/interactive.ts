/** Whether rel may prompt: on a terminal, outside CI, and not with --json. */
export const canPrompt = (json: boolean): boolean =>
  process.stdin.isTTY === true && process.stderr.isTTY === true && !isCi(process.env) && !json

/** CI is set by CI systems; `CI=false` and `CI=0` mean that there is none. */
export const isCi = ({ CI: value = '' }: Readonly<Record<string, string | undefined>>): boolean =>
  !['', 'false', '0'].includes(value.trim().toLowerCase())
