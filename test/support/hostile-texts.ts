import { runInNewContext } from 'node:vm'

/** Texts that make a scan begin again and again, each repeated until a text has this many characters. */
export const hostileText = (part: string, length: number): string =>
  part.repeat(Math.ceil(length / part.length)).slice(0, length)

/** Reading them once takes milliseconds; reading them again at each character takes many seconds. */
export const hostileLength = 2 ** 17

/** Far more than anything needs that reads a text once. */
const patience = 4000

/** Whether a function returns, or throws an error of its own; false if it would run on and on, or the stack overflows. */
export function ends(run: () => unknown): boolean {
  try {
    runInNewContext('run()', { run }, { timeout: patience })
    return true
  } catch (error) {
    const { code, name } = error as NodeJS.ErrnoException
    return code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT' && name !== 'RangeError'
  }
}
