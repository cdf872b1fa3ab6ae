/** Faults as sentences for the user: what was wrong, where, and what to do. */
import * as vscode from 'vscode';
import { messageOf } from '../shared/messageOf';
import { FaultError, type Fault } from './fault';

export function describeFault(fault: Fault): string {
  const { t } = vscode.l10n;
  switch (fault.kind) {
    case 'nodeNotFound':
      return t(
        'The program "{0}" that stn.nodePath names can’t be run ({1}); correct the path, or leave it empty for the editor’s own Node.js.',
        fault.program,
        fault.reason,
      );
    case 'notNode':
      return t(
        'The program "{0}" that stn.nodePath names is no Node.js; correct the path, or leave it empty for the editor’s own.',
        fault.program,
      );
    case 'nodeTooOld':
      return t(
        'The Node.js that stn.nodePath names ("{0}") is {1}, but the trainer needs version {2} or newer.',
        fault.program,
        fault.version,
        fault.oldest,
      );
    case 'cannotFork':
      return t('The trainer process could not be started ({0}).', fault.reason);
    case 'noHandshake':
      return t(
        'The trainer process did not report within {0} seconds and was ended; the log may say why.',
        fault.seconds,
      );
    case 'wrongProtocol':
      return t(
        'The trainer process speaks protocol {0} and the extension {1}: the installation is mixed up, so install STN Lab again.',
        fault.theirs,
        fault.ours,
      );
    case 'died':
      return fault.signal
        ? t('The trainer process ended unexpectedly (signal {0}).', fault.signal)
        : t('The trainer process ended unexpectedly (exit code {0}).', String(fault.code));
    case 'cutOff':
      return t(
        '{0} What the run had learned up to its last checkpoint is safe: STN: Resume Run goes on from there.',
        describeFault(fault.cause),
      );
    case 'released':
      return t('The trainer process was ended before it could answer.');
    case 'noAnswer':
      return t('The trainer process did not answer within {0} seconds.', fault.seconds);
    case 'killedAfterStop':
      return t(
        'The trainer process did not stop within {0} seconds and was ended; what it had saved before is kept.',
        fault.seconds,
      );
    case 'refused':
      return fault.message;
    case 'cannotWrite':
      return t(
        'The runs directory "{0}" can’t be written ({1}); choose another in stn.runsDirectory.',
        fault.directory,
        fault.reason,
      );
    case 'badSettings':
      return fault.problems.join(' ');
    case 'nothingToInspect':
      return t('There is no trained network to inspect yet: run STN: Train first.');
    case 'stillPreparing':
      return t('The network is still being prepared; digits can be inspected as soon as training begins.');
    case 'noEpochFile':
      return t(
        'Epoch {0} can’t be shown here: {1} can’t be read ({2}). Choose another epoch.',
        fault.epoch,
        fault.file,
        fault.reason,
      );
    case 'wrongImageSize': {
      const { height, width, channels } = fault.size;
      return t(
        'The image has {0} bytes, but the network reads {1}×{2} pixels of {3}: scale it to that.',
        ...[fault.length, width, height, channels],
      );
    }
    case 'noSuchDigit':
      return t('There is no test digit {0}: the last one is {1}.', fault.index, fault.count - 1);
  }
}

/** A failed request as one sentence. */
export function sentenceOf(error: unknown): string {
  if (error instanceof FaultError) return describeFault(error.fault);
  return messageOf(error);
}
