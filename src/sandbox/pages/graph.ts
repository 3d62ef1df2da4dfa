import type { Job, Run, RunNode } from '../state/actions-rows.js'
import { html, type Html, type Part } from './html.js'
import { lookOf } from './words.js'

/** A job of the run's files, and the rows that it has by now: one for each leg of its matrix. */
interface Box {
  readonly node: RunNode
  readonly jobs: readonly Job[]
  readonly column: number
}

const box = { width: 200, height: 46, across: 60, down: 16 }

/** The jobs from left to right as they wait for one another. */
export function graphOf({ graph = [] }: Run, jobs: readonly Job[]): Part {
  const boxes = boxesOf(graph, jobs)
  if (boxes.length === 0) return null
  const placed = boxes.map((each) => ({
    ...each,
    x: each.column * (box.width + box.across),
    y:
      boxes.filter(({ column }, at) => column === each.column && at < boxes.indexOf(each)).length *
      (box.height + box.down),
  }))
  const width = Math.max(...placed.map(({ x }) => x)) + box.width
  const height = Math.max(...placed.map(({ y }) => y)) + box.height
  const lines = placed.flatMap((to) =>
    placed.filter(({ node }) => to.node.needs.includes(node.key)).map((from) => line(from, to)),
  )
  return html`<div class="graph">
    <svg
      role="img"
      aria-label="${inWords(boxes)}"
      viewBox="-1 -1 ${width + 2} ${height + 2}"
      width="${width + 2}"
      height="${height + 2}"
    >
      ${lines}${placed.map(drawn)}
    </svg>
  </div>`
}

/** Also those that have no row yet; a called workflow that was skipped as a whole has one row for all of its jobs. */
function boxesOf(graph: readonly RunNode[], jobs: readonly Job[]): readonly Box[] {
  const nodes = seenNodes(graph, jobs)
  const columns = new Map<string, number>()
  const columnOf = ({ key, needs }: RunNode): number => {
    const found = columns.get(key)
    if (found !== undefined) return found
    columns.set(key, 0)
    const before = nodes.filter((each) => needs.includes(each.key)).map((each) => columnOf(each) + 1)
    const column = Math.max(0, ...before)
    columns.set(key, column)
    return column
  }
  return nodes.map((node) => ({
    node,
    jobs: jobs.filter((job) => keyOf(job) === node.key),
    column: columnOf(node),
  }))
}

const keyOf = ({ node, id }: Job): string => node ?? String(id)

/** The jobs of the files, where one row stands for several of them as that one; what they need is renamed likewise. */
function seenNodes(graph: readonly RunNode[], jobs: readonly Job[]): readonly RunNode[] {
  const whole = (key: string): Job | undefined => jobs.find((job) => key.startsWith(`${keyOf(job)}/`))
  const seen = new Map<string, RunNode>()
  const add = (key: string, name: string, needs: readonly string[]): void => {
    const others = needs.map((need) => whole(need)?.node ?? need).filter((need) => need !== key)
    seen.set(key, { key, name, needs: [...new Set([...(seen.get(key)?.needs ?? []), ...others])] })
  }
  for (const { key, name, needs } of graph) {
    const job = whole(key)
    add(job ? keyOf(job) : key, job?.name ?? name, needs)
  }
  for (const job of jobs) if (!seen.has(keyOf(job))) add(keyOf(job), job.name, [])
  return [...seen.values()]
}

type Placed = Box & { readonly x: number; readonly y: number }

function line(from: Placed, to: Placed): Html {
  const [x1, y1] = [from.x + box.width, from.y + box.height / 2]
  const [x2, y2] = [to.x, to.y + box.height / 2]
  const half = (x1 + x2) / 2
  return html`<path d="M${x1} ${y1} C${half} ${y1} ${half} ${y2} ${x2} ${y2}" />`
}

function drawn({ node, jobs, x, y }: Placed): Html {
  const [first] = jobs
  const title = jobs.length === 1 && first ? first.name : node.name
  const shape = html`<rect x="${x}" y="${y}" width="${box.width}" height="${box.height}" rx="6" /><text
      x="${x + 10}"
      y="${y + 19}"
      ><title>${title}</title>${short(title)}</text
    >${stateIn(jobs, x + 10, y + 37)}`
  return first ? html`<a href="#job-${first.id}">${shape}</a>` : html`<g>${shape}</g>`
}

const short = (text: string): string => (text.length > 26 ? `${text.slice(0, 25)}…` : text)

function stateIn(jobs: readonly Job[], x: number, y: number): Html {
  const [worst] = jobs.toSorted((one, other) => weight(other) - weight(one))
  const look = worst ? lookOf(worst.status, worst.conclusion) : { sign: '·', word: 'not begun', mood: 'dim' }
  const count = jobs.length > 1 ? ` (${jobs.length} jobs)` : ''
  return html`<text x="${x}" y="${y}" class="${look.mood}">${look.sign} ${look.word}${count}</text>`
}

/** Of the legs of a matrix the one that matters most is shown. */
const weight = ({ status, conclusion }: Job): number =>
  ['success', 'skipped', 'cancelled', 'queued', 'pending', 'waiting', 'in_progress', 'failure'].indexOf(
    status === 'completed' ? (conclusion ?? '') : status,
  )

function inWords(boxes: readonly Box[]): string {
  const nameOf = (key: string): string => boxes.find(({ node }) => node.key === key)?.node.name ?? key
  const sentence = ({ node: { name, needs } }: Box): string =>
    needs.length === 0 ? name : `${name} after ${needs.map(nameOf).join(' and ')}`
  return `Jobs: ${boxes.map(sentence).join('; ')}`
}
