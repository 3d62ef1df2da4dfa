import { isObject, type Json, type JsonObject } from '../json.js'

const same = (one: Json | undefined, other: Json | undefined): boolean =>
  JSON.stringify(one) === JSON.stringify(other)
const objects = (value: Json | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? (value as readonly Json[]).filter(isObject) : []

/**
 * The legs of a matrix: every combination, without those that `exclude` matches in part or whole; an `include` adds to each
 * combination whose original values it leaves alone, and else becomes a leg of its own (docs: "Running variations of jobs").
 */
export function legsOf(matrix: JsonObject): readonly JsonObject[] {
  const { include, exclude, ...axes } = matrix
  let combinations: readonly JsonObject[] = Object.keys(axes).length > 0 ? [{}] : []
  for (const [name, values] of Object.entries(axes)) {
    const list = (Array.isArray(values) ? values : [values]) as readonly Json[]
    combinations = combinations.flatMap((leg) => list.map((value) => ({ ...leg, [name]: value })))
  }
  const original = combinations.filter(
    (leg) =>
      !objects(exclude).some((out) => Object.entries(out).every(([name, value]) => same(leg[name], value))),
  )
  const legs: JsonObject[] = [...original]
  for (const extra of objects(include)) {
    const fits = original.map((leg) =>
      Object.entries(extra).every(([name, value]) => !(name in leg) || same(leg[name], value)),
    )
    if (!fits.includes(true)) legs.push(extra)
    fits.forEach((fit, index) => {
      if (fit) legs[index] = { ...legs[index], ...extra }
    })
  }
  return legs
}
