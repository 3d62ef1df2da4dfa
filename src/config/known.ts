/** The parts of a JSON schema that name allowed keys and values. */
interface Shape {
  readonly properties?: Readonly<Record<string, Shape>>
  readonly propertyNames?: Shape
  readonly additionalProperties?: Shape | boolean
  readonly items?: Shape
  readonly anyOf?: readonly Shape[]
  readonly allOf?: readonly Shape[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly examples?: readonly unknown[]
}

/** The keys and values that a schema allows at a path, for suggestions. */
export function knownAt(
  schema: object,
  steps: readonly PropertyKey[],
): { keys: readonly string[]; values: readonly string[] } {
  const shapes = steps.reduce<readonly Shape[]>(
    (above, step) => above.flatMap((shape) => below(shape, step)),
    alternatives(schema),
  )
  const values = shapes.flatMap((shape) => [...(shape.enum ?? []), ...(shape.examples ?? []), shape.const])
  return {
    keys: shapes.flatMap((shape) => [
      ...Object.keys(shape.properties ?? {}),
      ...texts(shape.propertyNames?.examples ?? []),
    ]),
    values: texts(values),
  }
}

const texts = (values: readonly unknown[]): readonly string[] =>
  values.filter((value) => typeof value === 'string')

const alternatives = (shape: Shape): readonly Shape[] =>
  [shape, ...(shape.anyOf ?? []), ...(shape.allOf ?? [])].flatMap((alternative) =>
    alternative === shape ? [shape] : alternatives(alternative),
  )

function below(shape: Shape, step: PropertyKey): readonly Shape[] {
  const additional = typeof shape.additionalProperties === 'object' ? shape.additionalProperties : undefined
  const next = typeof step === 'number' ? shape.items : (shape.properties?.[String(step)] ?? additional)
  return next ? alternatives(next) : []
}
