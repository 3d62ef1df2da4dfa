import { isObject, type Json, type JsonObject } from '../json.js'

const isEqual = (a: Json | undefined, b: Json | undefined): boolean => JSON.stringify(a) === JSON.stringify(b)
const objects = (value: Json | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? (value as readonly Json[]).filter(isObject) : []

/**
 * The combinations of a matrix: all combinations of its values, without those that an `exclude` entry matches. An `include`
 * entry is added to each combination whose original values it does not overwrite; otherwise it is a combination of its own
 * (docs: "Running variations of jobs").
 */
export function combinationsOf(matrix: JsonObject): readonly JsonObject[] {
  const { include, exclude, ...axes } = matrix
  let combinations: readonly JsonObject[] = Object.keys(axes).length > 0 ? [{}] : []
  for (const [name, values] of Object.entries(axes)) {
    const list = (Array.isArray(values) ? values : [values]) as readonly Json[]
    combinations = combinations.flatMap((combination) =>
      list.map((value) => ({ ...combination, [name]: value })),
    )
  }
  const original = combinations.filter(
    (combination) =>
      !objects(exclude).some((entry) =>
        Object.entries(entry).every(([name, value]) => isEqual(combination[name], value)),
      ),
  )
  const all: JsonObject[] = [...original]
  for (const extra of objects(include)) {
    const fits = original.map((combination) =>
      Object.entries(extra).every(
        ([name, value]) => !(name in combination) || isEqual(combination[name], value),
      ),
    )
    if (!fits.includes(true)) all.push(extra)
    fits.forEach((fit, index) => {
      if (fit) all[index] = { ...all[index], ...extra }
    })
  }
  return all
}
