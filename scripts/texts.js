import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import ts from 'typescript'

/**
 * Prints every text that people read, for review: the help from the manifest, then the messages in src, by file. A message is a
 * string or template with at least two words; `{…}` stands for a value. Usage: `npm run texts -- [ROOT] [--kind KIND]`.
 */
const { values, positionals } = parseArgs({ options: { kind: { type: 'string' } }, allowPositionals: true })
const root = resolve(positionals[0] ?? '.')

/** Summaries, descriptions, flags and arguments of the commands that help shows. */
function helpTexts() {
  const { commands } = JSON.parse(readFileSync(join(root, 'oclif.manifest.json'), 'utf8'))
  return Object.values(commands).flatMap(({ id, hidden, summary, description, flags, args }) => {
    const place = `rel ${id.replaceAll(':', ' ')}`
    const helpText = (name, text) =>
      text && !hidden ? [{ kind: 'help', place: `${place}${name}`, text }] : []
    return [
      ...helpText('', summary),
      ...helpText('', description),
      ...Object.values(args ?? {}).flatMap((arg) => helpText(` ${arg.name.toUpperCase()}`, arg.description)),
      ...Object.values(flags ?? {}).flatMap((flag) =>
        [flag.summary, flag.description].flatMap((text) => helpText(` --${flag.name}`, text)),
      ),
    ]
  })
}

/** Files without texts of rel: HTTP, and the parts of the sandbox that imitate GitHub. */
const skipped = /^src\/sandbox\/(?!host\/|import\/|runner\/plan\/|server\/faults\/)|^src\/http\//

function messageTexts() {
  const files = execFileSync('git', ['-C', root, 'ls-files', 'src'], { encoding: 'utf8' }).split('\n')
  return files
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts') && !skipped.test(file))
    .flatMap((file) => {
      const text = readFileSync(join(root, file), 'utf8')
      const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
      const found = []
      const visit = (node) => {
        const message = messageOf(node)
        if (message !== null && isForPeople(node, message)) {
          const { line } = source.getLineAndCharacterOfPosition(node.getStart())
          found.push({ kind: kindOf(node), place: `${file}:${line + 1}`, text: message })
        }
        ts.forEachChild(node, visit)
      }
      visit(source)
      return found
    })
}

function messageOf(node) {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text
  if (!ts.isTemplateExpression(node)) return null
  return node.head.text + node.templateSpans.map(({ literal }) => `{…}${literal.text}`).join('')
}

/** Has the text two words, and is it no import, type, GraphQL document or git argument? */
function isForPeople(node, text) {
  const { parent } = node
  // These are part of the help.
  if (
    ts.findAncestor(node, (ancestor) => ts.isPropertyDeclaration(ancestor) && ancestor.parent.heritageClauses)
  )
    return false
  if (ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent) || ts.isLiteralTypeNode(parent))
    return false
  if (/^\s*(query|mutation|fragment|\.\.\.)|^\s*\w+\s*(\(|\{)[^.]*\{|^[a-z]+\[|^[-:/.\w=]+$/.test(text))
    return false
  return /[A-Za-z]{2,}.*\s.*[A-Za-z]/s.test(text.replaceAll('{…}', '')) || /^[A-Z][a-z]+ \{…\}/.test(text)
}

/** The kind of a text, from the nearest property or call around it. */
function kindOf(node) {
  for (let up = node.parent; up; up = up.parent) {
    if (ts.isPropertyAssignment(up)) {
      const name = up.name.getText()
      if (/hint|remedy/i.test(name)) return 'hint'
      if (/message/i.test(name)) return 'error'
      if (/question|prompt/i.test(name)) return 'question'
      if (/summary|description|helpValue|deprecat/i.test(name)) return 'summary'
      if (/finding|sentence|waitingFor|warning|body|title|comment|why/i.test(name)) return name
    }
    if (ts.isNewExpression(up) && /Error$/.test(up.expression.getText())) return 'error'
    if (ts.isCallExpression(up) && /^refuse$/.test(up.expression.getText())) return 'error'
    if (ts.isFunctionDeclaration(up) || ts.isSourceFile(up)) break
  }
  return 'text'
}

const texts = [...helpTexts(), ...messageTexts()].filter((text) => !values.kind || text.kind === values.kind)
for (const { kind, place, text } of texts)
  process.stdout.write(`${place}  [${kind}]  ${text.replaceAll('\n', '\\n')}\n`)
const counts = new Map()
for (const { kind } of texts) counts.set(kind, (counts.get(kind) ?? 0) + 1)
const summary = [...counts].map(([name, count]) => `${name} ${count}`).join(', ')
process.stdout.write(`\n${texts.length} texts: ${summary}\n`)
