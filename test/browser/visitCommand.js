// `npm run visit` with files that are built already.
import { command, launch } from '../../scripts/visit.js'
import { visitFiles } from './visitFiles.js'

const { run } = await command()
process.exit(await run(process.argv.slice(2), { files: () => Promise.resolve(visitFiles()), launch }))
