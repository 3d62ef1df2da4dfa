import { expect, test } from 'vitest'
import { requestsOf, sandboxForTest, transcript } from '../support/transcript.js'

test('what is asked for at the wrong time, or in the wrong words, says what to do, and writes nothing', async () => {
  const sandbox = await sandboxForTest()
  await sandbox.clearRequests()
  const told = await transcript(sandbox, [
    'release publish',
    'release publish 1.4.0 --json',
    'release publish --force image',
    'release publish --service api',
    'release watch',
    'release approve',
    'release approve -R acme/widgets -R ACME/Widgets -R acme/gadgets -R acme/widgets',
    'release approve qa1',
    'release approve staging production --json',
    'release reject production',
    'env redeploy production --yes',
    'env redeploy dev --yes',
    'env redeploy nowhere --yes',
  ])
  // Several looks go out at once, in any order.
  await expect(told.replaceAll(/^> .*\n/gm, '')).toMatchFileSnapshot('gates.txt')
  const asked = await requestsOf(sandbox)
  expect(asked.filter((one) => !/^(query|GET) /.test(one))).toEqual([])
})
