/** Failures of the file system, in words. */
import { messageOf } from '../shared/messageOf';

/** Such as "ENOENT"; undefined where the error has none. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** For the middle of a sentence. */
export function describeFailure(error: unknown): string {
  switch (errorCode(error)) {
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'ENOENT':
      return 'it does not exist';
    case 'ENOTDIR':
    case 'EEXIST':
      return 'it is a file, not a folder';
    case 'ENOSPC':
    case 'EDQUOT':
      return 'the disk is full';
    case 'EBUSY':
      return 'another program holds it';
    case 'EROFS':
      return 'the file system is read-only';
    default:
      return messageOf(error);
  }
}
