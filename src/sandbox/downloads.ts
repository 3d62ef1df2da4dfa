import { isSameSecret, signatureOf } from './key.js'

/** Seconds that a link is valid (docs: "Download workflow run logs": the link expires after 1 minute). */
const lifetime = 60

export const downloadPrefix = '/_downloads/'

/**
 * The links to downloads: absolute paths that work without a token until they expire, as GitHub's do. The API redirects to them,
 * and clients send no token to where a redirect leads.
 */
export interface Downloads {
  /** The zip of an artifact. */
  artifact(id: number): string
  /** The text of a job's log. */
  jobLog(id: number): string
  /** The zip of the logs of an attempt of a run. */
  runLogs(id: number, attempt: number): string
  isValid(url: URL): boolean
}

/** `key`: the sandbox's key, which signs the links. `now`: the time in milliseconds. */
export function createDownloads(key: string, now: () => number): Downloads {
  const signature = (path: string, expires: string): string =>
    signatureOf(key, 'download', `${path}\n${expires}`)
  const sign = (path: string): string => {
    const expires = String(Math.ceil(now() / 1000) + lifetime)
    return `${path}?expires=${expires}&signature=${signature(path, expires)}`
  }
  return {
    artifact: (id) => sign(`${downloadPrefix}artifacts/${id}.zip`),
    jobLog: (id) => sign(`${downloadPrefix}logs/jobs/${id}.txt`),
    runLogs: (id, attempt) => sign(`${downloadPrefix}logs/runs/${id}/${attempt}.zip`),
    isValid({ pathname, searchParams }) {
      const expires = searchParams.get('expires') ?? ''
      if (!isSameSecret(searchParams.get('signature') ?? '', signature(pathname, expires))) return false
      return Number(expires) * 1000 >= now()
    },
  }
}
