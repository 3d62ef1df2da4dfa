/**
 * The verdict on a mutant. It is caught only if a test that passes without it fails by an assertion; any other failure is an
 * error of the row.
 */
export function verdictOf({ tests }, clean, mutated) {
  const invalid = (why) => ({ state: 'invalid', why })
  const cleanTests = clean.tests.filter(({ file, state }) => tests.includes(file) && state !== 'skipped')
  const idle = tests.find((file) => !cleanTests.some((result) => result.file === file))
  if (idle) return invalid(`no test of ${idle} ran`)
  const broken = cleanTests.find(({ state }) => state !== 'passed')
  if (broken)
    return invalid(
      `“${broken.title}” fails without the mutant too: ${broken.errors[0]?.message ?? broken.state}`,
    )
  const failed = mutated.tests.filter(({ state }) => state === 'failed')
  const catching = failed.find(({ errors }) => errors.some(({ isAssertion }) => isAssertion))
  if (catching) return { state: 'caught', by: `“${catching.title}” (${catching.file})` }
  const [error] = [...failed.flatMap(({ errors }) => errors), ...mutated.errors]
  if (error) return invalid(`the tests fail, but not by an assertion: ${error.name}: ${error.message}`)
  if (!mutated.tests.some(({ state }) => state === 'passed')) return invalid('no test ran with the mutant')
  return { state: 'survived' }
}
