import type { Sandbox } from './sandbox.js'

/** The fields that faults of all kinds have: which requests fail, and how often. */
export interface Where {
  readonly times?: number
  readonly match?: Readonly<Record<string, unknown>>
}

/** Sets faults of a sandbox, one function per kind. By default a fault affects the next matching request. */
export function faultsOf(sandbox: Pick<Sandbox, 'control'>) {
  const set = async (fault: Readonly<Record<string, unknown>>): Promise<void> => {
    const { status, body } = await sandbox.control('POST', 'faults', fault)
    if (status !== 201) throw new Error(`No fault: ${JSON.stringify(body)}`)
  }
  return {
    status: (status: number, where: Where = {}) => set({ kind: 'status', status, ...where }),
    delay: (delayMs: number, where: Where = {}) => set({ kind: 'delay', delayMs, ...where }),
    hold: (holdMs: number, where: Where = {}) => set({ kind: 'hold', holdMs, ...where }),
    dropBefore: (where: Where = {}) => set({ kind: 'drop-before', ...where }),
    dropAfter: (where: Where = {}) => set({ kind: 'drop-after', ...where }),
    truncate: (bytes: number | true, where: Where = {}) =>
      set({ kind: 'truncate', truncate: bytes, ...where }),
    primaryLimit: (seconds: number, where: Where = {}) => set({ kind: 'primary-limit', seconds, ...where }),
    graphqlLimit: (seconds: number, where: Where = {}) => set({ kind: 'graphql-limit', seconds, ...where }),
    secondaryLimit: (seconds: number, where: Where = {}) =>
      set({ kind: 'secondary-limit', seconds, ...where }),
    resourceLimits: (where: Where = {}) => set({ kind: 'resource-limits', ...where }),
    tooManyAliases: (aliases: number, where: Where = {}) =>
      set({ kind: 'too-many-aliases', aliases, ...where }),
    listLag: (lag: { readonly reads?: number; readonly ms?: number }, where: Where = {}) =>
      set({ kind: 'list-lag', lagReads: lag.reads ?? 0, lagMs: lag.ms ?? 0, ...where }),
    runLag: (reads: number, where: Where = {}) => set({ kind: 'run-lag', lagReads: reads, ...where }),
    deploymentLag: (where: Where = {}) => set({ kind: 'deployment-lag', ...where }),
    clockSkew: (skewMs: number, where: Where = {}) => set({ kind: 'clock-skew', skewMs, ...where }),
  }
}
