import type * as Server from '../sandbox/host/serve.js'
import { loadApp } from './app.js'
import { reportFailures } from './failure.js'

reportFailures([]) // into the sandbox's log
const { serve } = loadApp('sandbox/host/serve') as typeof Server
void serve()
