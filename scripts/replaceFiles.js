import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/**
 * Replaces the files of a folder with those that `make` writes. They are made in a folder beside it, and put in place once
 * all are there. So whoever reads meanwhile finds whole files, and when `make` fails or is stopped, the old ones stay.
 * @param {string} folder
 * @param {(made: string) => Promise<unknown>} make
 */
export async function replaceFiles(folder, make) {
  const made = folderBeside(folder)
  try {
    await make(made)
    putInPlace(made, folder)
  } finally {
    rmSync(made, { recursive: true })
  }
}

/**
 * @param {string} made
 * @param {string} folder
 */
function putInPlace(made, folder) {
  // Pages last: they name the others.
  const files = filesBelow(made).sort((a, b) => Number(a.endsWith('.html')) - Number(b.endsWith('.html')))
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    renameSync(join(made, file), join(folder, file))
  }
  // Another build may do the same now.
  for (const file of filesBelow(folder)) if (!files.includes(file)) rmSync(join(folder, file), { force: true })
}

/** @param {string} folder */
const filesBelow = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))

/**
 * A new folder beside this one, named after this process. Removes those of processes that were stopped.
 * @param {string} folder
 */
export function folderBeside(folder) {
  mkdirSync(dirname(folder), { recursive: true })
  for (const name of readdirSync(dirname(folder))) {
    const [, of, pid] = /^(.*)-(\d+)-\w+$/.exec(name) ?? []
    if (of !== basename(folder) || runs(Number(pid))) continue
    rmSync(join(dirname(folder), name), { recursive: true, force: true })
  }
  return mkdtempSync(`${folder}-${process.pid}-`)
}

/** @param {number} pid */
function runs(pid) {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH'
  }
}
