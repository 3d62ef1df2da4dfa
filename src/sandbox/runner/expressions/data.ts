import { data } from '@actions/expressions'
import type { Json } from '../json.js'

export type Data = data.ExpressionData

export function toData(value: Json | undefined): Data {
  if (value === null || value === undefined) return new data.Null()
  if (typeof value === 'string') return new data.StringData(value)
  if (typeof value === 'number') return new data.NumberData(value)
  if (typeof value === 'boolean') return new data.BooleanData(value)
  if (Array.isArray(value)) return new data.Array(...(value as readonly Json[]).map(toData))
  return new data.Dictionary(...Object.entries(value).map(([key, inner]) => ({ key, value: toData(inner) })))
}

export function fromData(value: Data): Json {
  if (value instanceof data.Array) return value.values().map(fromData)
  if (value instanceof data.Dictionary)
    return Object.fromEntries(value.pairs().map(({ key, value: inner }) => [key, fromData(inner)]))
  return value instanceof data.Null ? null : value.value
}

/** False, 0, NaN, '' and null are false; everything else is true (docs: "Evaluate expressions", literals). */
export const isTrue = (value: Data): boolean => Boolean(fromData(value))

export const dictionaryOf = (entries: readonly (readonly [key: string, value: Data])[]): data.Dictionary =>
  new data.Dictionary(...entries.map(([key, value]) => ({ key, value })))
