import type * as Server from '../sandbox/host/serve.js'
import { loadApp } from './app.js'

const { serve } = loadApp('sandbox/host/serve') as typeof Server
void serve()
