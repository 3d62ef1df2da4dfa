import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../', import.meta.url))
const page = readFileSync(`${root}CONTRIBUTING.md`, 'utf8')

/** The files of the example feature, and the adapter's two lines in github.ts. */
const files = new Map(
  [...page.matchAll(/^```ts\n\/\/ (\S+)\n([\s\S]*?)^```$/gm)].map(([, path, text]) => [root + path!, text!]),
)
const gitHub = `${root}src/github/github.ts`
files.set(
  gitHub,
  readFileSync(gitHub, 'utf8')
    .replace(/^import /m, "import { labelled } from './qa/labelled.js'\nimport ")
    .replace(/^ {4}labels: /m, '    labelled: labelled(octokit),\n    labels: '),
)

test('the example of CONTRIBUTING compiles', () => {
  expect(files.size).toBe(7)
  const { config } = ts.readConfigFile(`${root}tsconfig.test.json`, ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root)
  const host = ts.createCompilerHost(options)
  const { fileExists, readFile } = host
  host.fileExists = (path) => files.has(path) || fileExists(path)
  host.readFile = (path) => files.get(path) ?? readFile(path)
  const getSourceFile = host.getSourceFile
  host.getSourceFile = (path, ...more) => {
    const text = files.get(path)
    return text === undefined ? getSourceFile(path, ...more) : ts.createSourceFile(path, text, more[0])
  }
  // It declares a module without types.
  const declarations = `${root}src/github/bottleneck.d.ts`
  const program = ts.createProgram([...files.keys(), declarations], options, host)
  const problems = [...files.keys()].flatMap((path) => {
    const source = program.getSourceFile(path)
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
  })
  const messages = problems.map(({ file, messageText }) => [
    file?.fileName,
    ts.flattenDiagnosticMessageText(messageText, '\n'),
  ])
  expect(messages).toEqual([])
})
