import { spawn } from 'node:child_process'
import { bareEnvironment } from './run.js'

/** Reads many files of commits with one git process. Returns null for a missing file. */
export function readerOf(directory: string) {
  const child = spawn('git', ['cat-file', '--batch'], {
    cwd: directory,
    env: bareEnvironment('/nonexistent'),
  })
  const waiting: ((text: string | null) => void)[] = []
  let seen = Buffer.alloc(0)
  child.stdout.on('data', (chunk: Buffer) => {
    seen = Buffer.concat([seen, chunk])
    for (;;) {
      const end = seen.indexOf(10)
      if (end < 0) return
      const [, type, size] = seen.subarray(0, end).toString().split(' ')
      const length = type === 'missing' || size === undefined ? 0 : Number(size) + 1
      if (seen.length < end + 1 + length) return
      waiting.shift()?.(length === 0 ? null : seen.subarray(end + 1, end + length).toString('latin1'))
      seen = seen.subarray(end + 1 + length)
    }
  })
  return {
    read: (commit: string, path: string): Promise<string | null> =>
      new Promise((resolve) => {
        waiting.push(resolve)
        child.stdin.write(`${commit}:${path}\n`)
      }),
    end: () => {
      child.stdin.end()
      return new Promise((resolve) => child.on('close', resolve))
    },
  }
}
