import { isObject, type Json, type JsonObject } from '../json.js'

const same = (one: Json | undefined, other: Json | undefined): boolean =>
  JSON.stringify(one) === JSON.stringify(other)
const objects = (value: Json | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? (value as readonly Json[]).filter(isObject) : []

/**
 * The jobs of a matrix: every combination of its values, without those that `exclude` matches in part or whole; an `include`
 * adds to each combination whose original values it leaves alone, and else becomes a job of its own
 * (docs: "Running variations of jobs").
 */
export function combinationsOf(matrix: JsonObject): readonly JsonObject[] {
  const { include, exclude, ...axes } = matrix
  let combinations: readonly JsonObject[] = Object.keys(axes).length > 0 ? [{}] : []
  for (const [name, values] of Object.entries(axes)) {
    const list = (Array.isArray(values) ? values : [values]) as readonly Json[]
    combinations = combinations.flatMap((one) => list.map((value) => ({ ...one, [name]: value })))
  }
  const original = combinations.filter(
    (one) =>
      !objects(exclude).some((out) => Object.entries(out).every(([name, value]) => same(one[name], value))),
  )
  const all: JsonObject[] = [...original]
  for (const extra of objects(include)) {
    const fits = original.map((one) =>
      Object.entries(extra).every(([name, value]) => !(name in one) || same(one[name], value)),
    )
    if (!fits.includes(true)) all.push(extra)
    fits.forEach((fit, index) => {
      if (fit) all[index] = { ...all[index], ...extra }
    })
  }
  return all
}
