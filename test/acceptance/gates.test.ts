import { expect, test } from 'vitest'
import { requestsOf, sandboxForTest, transcript } from '../support/transcript.js'

test('answers commands that have nothing to do or are wrong with a hint, and writes nothing', async () => {
  const sandbox = await sandboxForTest()
  await sandbox.clearRequests()
  const output = await transcript(sandbox, [
    'release publish',
    'release publish 1.4.0 --json',
    'release publish --force image-unverified',
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
  // Concurrent reads arrive in any order.
  await expect(output.replaceAll(/^> .*\n/gm, '')).toMatchFileSnapshot('gates.txt')
  const requests = await requestsOf(sandbox)
  expect(requests.filter((request) => !/^(query|GET) /.test(request))).toEqual([])
})
