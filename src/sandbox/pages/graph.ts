import type { Job, Run, RunNode } from '../state/actions-rows.js'
import { html, type Html, type Part } from './html.js'
import { styleOf } from './format.js'

/** A job of the workflow file, and its job runs so far: one for each combination of its matrix. */
interface Box {
  readonly node: RunNode
  readonly jobs: readonly Job[]
  readonly column: number
}

const layout = { width: 200, height: 46, gapX: 60, gapY: 16 }

/** The job graph of a run as SVG: a job is to the right of the jobs that it needs. */
export function graphOf({ graph = [] }: Run, jobs: readonly Job[]): Part {
  const boxes = boxesOf(graph, jobs)
  if (boxes.length === 0) return null
  const placed = boxes.map((box) => ({
    ...box,
    x: box.column * (layout.width + layout.gapX),
    y:
      boxes.filter(({ column }, index) => column === box.column && index < boxes.indexOf(box)).length *
      (layout.height + layout.gapY),
  }))
  const width = Math.max(...placed.map(({ x }) => x)) + layout.width
  const height = Math.max(...placed.map(({ y }) => y)) + layout.height
  const lines = placed.flatMap((to) =>
    placed.filter(({ node }) => to.node.needs.includes(node.key)).map((from) => line(from, to)),
  )
  return html`<div class="graph">
    <svg
      role="img"
      aria-label="${descriptionOf(boxes)}"
      viewBox="-1 -1 ${width + 2} ${height + 2}"
      width="${width + 2}"
      height="${height + 2}"
    >
      ${lines}${placed.map(renderBox)}
    </svg>
  </div>`
}

/** The boxes of all jobs, including those that have not started. A called workflow that was skipped is one box. */
function boxesOf(graph: readonly RunNode[], jobs: readonly Job[]): readonly Box[] {
  const nodes = visibleNodes(graph, jobs)
  const columns = new Map<string, number>()
  const columnOf = ({ key, needs }: RunNode): number => {
    const found = columns.get(key)
    if (found !== undefined) return found
    columns.set(key, 0)
    const columnsAfter = nodes.filter((node) => needs.includes(node.key)).map((node) => columnOf(node) + 1)
    const column = Math.max(0, ...columnsAfter)
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

/** The jobs of the workflow files; jobs that one row covers (a skipped called workflow) are replaced by it, also in `needs`. */
function visibleNodes(graph: readonly RunNode[], jobs: readonly Job[]): readonly RunNode[] {
  const coveringJob = (key: string): Job | undefined => jobs.find((job) => key.startsWith(`${keyOf(job)}/`))
  const visible = new Map<string, RunNode>()
  const add = (key: string, name: string, needs: readonly string[]): void => {
    const otherKeys = needs.map((need) => coveringJob(need)?.node ?? need).filter((need) => need !== key)
    visible.set(key, { key, name, needs: [...new Set([...(visible.get(key)?.needs ?? []), ...otherKeys])] })
  }
  for (const { key, name, needs } of graph) {
    const job = coveringJob(key)
    add(job ? keyOf(job) : key, job?.name ?? name, needs)
  }
  for (const job of jobs) if (!visible.has(keyOf(job))) add(keyOf(job), job.name, [])
  return [...visible.values()]
}

type Placed = Box & { readonly x: number; readonly y: number }

function line(from: Placed, to: Placed): Html {
  const [x1, y1] = [from.x + layout.width, from.y + layout.height / 2]
  const [x2, y2] = [to.x, to.y + layout.height / 2]
  const half = (x1 + x2) / 2
  return html`<path d="M${x1} ${y1} C${half} ${y1} ${half} ${y2} ${x2} ${y2}" />`
}

function renderBox({ node, jobs, x, y }: Placed): Html {
  const [first] = jobs
  const title = jobs.length === 1 && first ? first.name : node.name
  const shape = html`<rect x="${x}" y="${y}" width="${layout.width}" height="${layout.height}" rx="6" /><text
      x="${x + 10}"
      y="${y + 19}"
      ><title>${title}</title>${short(title)}</text
    >${stateIn(jobs, x + 10, y + 37)}`
  return first ? html`<a href="#job-${first.id}">${shape}</a>` : html`<g>${shape}</g>`
}

const short = (text: string): string => (text.length > 26 ? `${text.slice(0, 25)}…` : text)

function stateIn(jobs: readonly Job[], x: number, y: number): Html {
  const [worst] = jobs.toSorted((a, b) => weight(b) - weight(a))
  const style = worst
    ? styleOf(worst.status, worst.conclusion)
    : { sign: '·', word: 'not started', color: 'dim' }
  const count = jobs.length > 1 ? ` (${jobs.length} jobs)` : ''
  return html`<text x="${x}" y="${y}" class="${style.color}">${style.sign} ${style.word}${count}</text>`
}

/** The order in which states matter: a box shows the highest state of its matrix. */
const weight = ({ status, conclusion }: Job): number =>
  ['success', 'skipped', 'cancelled', 'queued', 'pending', 'waiting', 'in_progress', 'failure'].indexOf(
    status === 'completed' ? (conclusion ?? '') : status,
  )

function descriptionOf(boxes: readonly Box[]): string {
  const nameOf = (key: string): string => boxes.find(({ node }) => node.key === key)?.node.name ?? key
  const sentence = ({ node: { name, needs } }: Box): string =>
    needs.length === 0 ? name : `${name} after ${needs.map(nameOf).join(' and ')}`
  return `Jobs: ${boxes.map(sentence).join('; ')}`
}
