import type { Mutant } from '../mutant.js'

export const credentials: readonly Mutant[] = [
  {
    name: 'token-for-host',
    rule: 'GH_TOKEN is not sent to the host of an arbitrary remote.',
    file: 'src/credentials.ts',
    find: "const trusted = chosenApi !== undefined || host === 'github.com'",
    replace: "const trusted = chosenApi !== undefined || host !== ''",
    tests: ['test/credentials.test.ts'],
  },
  {
    name: 'token-of-clone',
    rule: 'The token of a clone is sent only to the API of that clone.',
    file: 'src/credentials.ts',
    find: 'configuredApi !== undefined && apiUrl(configuredApi) === api ?',
    replace: 'configuredApi !== undefined ?',
    tests: ['test/credentials.test.ts'],
  },
  {
    name: 'redirected-credentials',
    rule: 'Credentials are not sent to another origin after a redirect.',
    file: 'src/http/request.ts',
    find: '...(target.origin === request.url.origin',
    replace: "...(target.origin !== ''",
    tests: ['test/http/redirects.test.ts'],
  },
]
