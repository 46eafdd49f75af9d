import path from 'node:path';

/** More files than this that fail are no accident of a busy machine. */
const AT_MOST = 5;
/** Tests of real processes and real time: a machine that others share may stand still for seconds. */
const REAL_TIME = /^test\/(server|browser)\//;

/**
 * The test files that may be run once more, whole and by themselves, before the run counts as failed: a test that is
 * tried again within its file goes on from where the failed one left the browsers.
 *
 * @param {readonly string[]} failed absolute paths of the files in which something failed
 * @param {string} root the project's folder
 * @returns {string[]} files relative to the root; none: what failed is a failure
 */
export function filesToRunAgain(failed, root) {
  const files = failed.map((file) => path.relative(root, file).split(path.sep).join('/'));
  return files.length <= AT_MOST && files.every((file) => REAL_TIME.test(file)) ? files : [];
}
