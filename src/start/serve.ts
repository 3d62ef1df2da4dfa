import type * as Server from '../sandbox/serve.js'
import { loadApp } from './app.js'

const { serve } = loadApp('sandbox/serve') as typeof Server
void serve()
