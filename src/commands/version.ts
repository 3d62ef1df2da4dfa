import { RelCommand } from '../command.js'
import type { Report } from '../domain/plan/report.js'

export default class Version extends RelCommand {
  static override summary = 'Show the versions of rel and Node.js.'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> --version']

  async run(): Promise<Report> {
    await this.parse(Version)
    const { version, platform, arch, userAgent } = this.config
    const node = userAgent.replace(/^.* node-/, '')
    return this.answer({ version, platform: `${platform}-${arch}`, node }, userAgent)
  }
}
