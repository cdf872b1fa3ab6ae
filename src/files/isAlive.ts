import { errorCode } from './fileErrors';

/** Whether there is a process of that number. */
export function isAlive(pid: number | undefined): boolean {
  // 0 and negative numbers would mean whole groups of processes.
  if (pid === undefined || !(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is alive, too.
    return errorCode(error) === 'EPERM';
  }
}
