/** docs: "Workflow syntax", jobs.<job_id>.steps[*].shell. Unset: bash without pipefail; named: with it. */
const shells: Readonly<Record<string, { readonly argv: readonly string[]; readonly suffix: string }>> = {
  '': { argv: ['bash', '-e', '{0}'], suffix: '.sh' },
  bash: { argv: ['bash', '--noprofile', '--norc', '-e', '-o', 'pipefail', '{0}'], suffix: '.sh' },
  sh: { argv: ['sh', '-e', '{0}'], suffix: '.sh' },
  python: { argv: ['python3', '{0}'], suffix: '.py' },
}

export interface Shell {
  /** What runs the script at this path. */
  readonly argv: (script: string) => readonly string[]
  readonly suffix: string
  /** As it is written, for the log. */
  readonly text: string
}

/** Null: the sandbox has no such shell. */
export function shellOf(name: string): Shell | null {
  const known = shells[name] ?? (name.includes('{0}') ? { argv: name.trim().split(/\s+/), suffix: '' } : null)
  if (!known) return null
  return {
    argv: (script) => known.argv.map((word) => word.replaceAll('{0}', script)),
    suffix: known.suffix,
    text: known.argv.join(' '),
  }
}
