/**
 * What became of a mutant: it is caught only if a test that passes without it fails by an assertion. Everything else that goes
 * wrong is an error of the row, not a catch.
 */
export function verdictOf({ tests }, clean, mutated) {
  const invalid = (why) => ({ state: 'invalid', why })
  const usual = clean.tests.filter(({ file, state }) => tests.includes(file) && state !== 'skipped')
  const idle = tests.find((file) => !usual.some((one) => one.file === file))
  if (idle) return invalid(`no test of ${idle} ran`)
  const broken = usual.find(({ state }) => state !== 'passed')
  if (broken)
    return invalid(
      `“${broken.title}” fails without the mutant too: ${broken.errors[0]?.message ?? broken.state}`,
    )
  const failed = mutated.tests.filter(({ state }) => state === 'failed')
  const by = failed.find(({ errors }) => errors.some(({ isAssertion }) => isAssertion))
  if (by) return { state: 'caught', by: `“${by.title}” (${by.file})` }
  const [error] = [...failed.flatMap(({ errors }) => errors), ...mutated.errors]
  if (error) return invalid(`the tests fail, but by no assertion: ${error.name}: ${error.message}`)
  if (!mutated.tests.some(({ state }) => state === 'passed')) return invalid('no test ran with the mutant')
  return { state: 'survived' }
}
