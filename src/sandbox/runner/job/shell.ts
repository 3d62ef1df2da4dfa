/** docs: "Workflow syntax", jobs.<job_id>.steps[*].shell. Unset: bash without pipefail; named: with it. */
const shells: Readonly<Record<string, { readonly argv: readonly string[]; readonly suffix: string }>> = {
  '': { argv: ['bash', '-e', '{0}'], suffix: '.sh' },
  bash: { argv: ['bash', '--noprofile', '--norc', '-e', '-o', 'pipefail', '{0}'], suffix: '.sh' },
  sh: { argv: ['sh', '-e', '{0}'], suffix: '.sh' },
  python: { argv: ['python3', '{0}'], suffix: '.py' },
}

export interface Shell {
  /** The command that runs the script at a path. */
  readonly argv: (script: string) => readonly string[]
  readonly suffix: string
  /** The command template, for the log. */
  readonly text: string
}

/** The shell of a step; null if the sandbox does not support it. */
export function shellOf(name: string): Shell | null {
  const shell = shells[name] ?? (name.includes('{0}') ? { argv: name.trim().split(/\s+/), suffix: '' } : null)
  if (!shell) return null
  return {
    argv: (script) => shell.argv.map((word) => word.replaceAll('{0}', script)),
    suffix: shell.suffix,
    text: shell.argv.join(' '),
  }
}
