import type * as App from '../run.js'
import { loadApp } from './app.js'

const { run } = loadApp('run') as typeof App
run()
