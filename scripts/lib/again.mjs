import path from 'node:path';

/** More files than this that fail are no accident of a busy machine. */
const AT_MOST = 5;
/** Tests of real processes and real time: a machine that others share may stand still for seconds. */
const REAL_TIME = /^test\/(server|browser|rooms)\//;

/**
 * The test files that may be run once more, whole and by themselves, before the run counts as failed: a test that is
 * tried again within its file goes on from where the failed one left the browsers.
 *
 * @param {unknown} report what vitest's JSON reporter wrote
 * @param {string} root the project's folder
 * @returns {string[]} files relative to the root; none: what failed is a failure
 */
export function filesToRunAgain(report, root) {
  const failed = (report?.testResults ?? [])
    .filter(({ status, assertionResults }) => status === 'failed' || assertionResults.some(isFailed))
    .map(({ name }) => path.relative(root, name).split(path.sep).join('/'));
  return failed.length <= AT_MOST && failed.every((file) => REAL_TIME.test(file)) ? failed : [];
}

const isFailed = ({ status }) => status === 'failed';
