import { ESLint, type Linter } from 'eslint'
import tseslint from 'typescript-eslint'
import { expect, test } from 'vitest'

// The rules in question look at one file alone: without the types of the whole project, which take ten seconds to find out.
const eslint = new ESLint({ overrideConfig: [tseslint.configs.disableTypeChecked] as Linter.Config[] })
async function messagesOf(filePath: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath })
  return result!.messages.map(({ message }) => message)
}

test.each([
  {
    file: 'src/domain/qa/slot.ts',
    code: "import { at } from '../../github/repository.js'\nexport const x = at\n",
    says: 'src/domain may not import src/github (layers.js).',
  },
  {
    file: 'src/domain/qa/slot.ts',
    code: "import { readFileSync } from 'node:fs'\nexport const x = readFileSync\n",
    says: 'src/domain may not import node:fs (layers.js).',
  },
  {
    file: 'src/domain/qa/slot.ts',
    code: "export * from '../../facts/slot.js'\n",
    says: 'src/domain may not import src/facts (layers.js).',
  },
  {
    file: 'src/domain/qa/slot.ts',
    code: "export const x = () => import('../../git/git.js')\n",
    says: 'src/domain may not import src/git (layers.js).',
  },
  {
    file: 'src/domain/qa/slot.ts',
    code: "export type X = import('../../github/client.js').GitHub\n",
    says: 'src/domain may not import src/github (layers.js).',
  },
  {
    file: 'src/domain/qa/slot.ts',
    code: 'export const x = Date.now()\n',
    says: 'Time and chance are facts.',
  },
  {
    file: 'src/domain/qa/slot.ts',
    code: 'export const x = async () => 1\n',
    says: 'The domain is not asynchronous.',
  },
  {
    file: 'src/github/label/labels.ts',
    code: "import type { Step } from '../../apply.js'\nexport type X = Step\n",
    says: 'src/github may not import src/apply (layers.js).',
  },
  {
    file: 'src/sandbox/world.ts',
    code: "import { slug } from '../domain/environment.js'\nexport const x = slug\n",
    says: 'src/sandbox may not import src/domain (layers.js).',
  },
  {
    file: 'src/sandbox/runner/runner.ts',
    code: "import { addLabels } from '../rules/labels.js'\nexport const x = addLabels\n",
    says: 'src/sandbox/runner may not import src/sandbox/rules (layers.js).',
  },
  {
    file: 'src/facts/qa/slot.ts',
    code: "import { openStore } from '../../sandbox/state/store.js'\nexport const x = openStore\n",
    says: 'src/facts may not import src/sandbox/state (layers.js).',
  },
  {
    file: 'src/commands/sandbox/stop.ts',
    code: "import { stopSandbox } from '../../sandbox/host/control.js'\nexport const x = stopSandbox\n",
    says: 'src/commands/sandbox may not import src/sandbox/host (layers.js).',
  },
  {
    file: 'src/commands/qa/list.ts',
    code: 'export const x = () => { try { return 1 } catch { return 2 } }\n',
    says: 'The one catch is in command.ts.',
  },
  {
    file: 'src/facts/qa/slot.ts',
    code: 'export const x = process.env\n',
    says: "Unexpected use of 'process'.",
  },
])('$file: $says', async ({ file, code, says }) => {
  expect(await messagesOf(file, code)).toContain(says)
})

test('what the table allows passes', async () => {
  expect(
    await messagesOf(
      'src/domain/qa/slot.ts',
      "import type { Config } from '../config.js'\nexport type X = Config\n",
    ),
  ).toEqual([])
  expect(
    await messagesOf(
      'src/commands/sandbox/stop.ts',
      "import { stop } from '../../sandbox/index.js'\nexport const x = stop\n",
    ),
  ).toEqual([])
})

test('a file without a row in layers.js is an error', async () => {
  expect(await messagesOf('src/elsewhere.ts', 'export const x = 1\n')).toEqual([
    'This file has no row in layers.js.',
  ])
})
