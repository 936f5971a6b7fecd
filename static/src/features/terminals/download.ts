/* The whole recording as one file, fetched piece by piece. */
import { downloadBlob } from '../../shared/lib/csv';
import { readRecording, type TerminalSession } from './queries';

export async function downloadRecording(row: Pick<TerminalSession, 'session_id' | 'host_name'>): Promise<void> {
	const parts: Blob[] = [];
	for await (const text of readRecording(row.session_id)) parts.push(new Blob([text]));
	const name = row.host_name.replace(/[^\w.-]+/g, '_');
	downloadBlob(`${row.session_id}-${name}.cast`, new Blob(parts, { type: 'application/x-asciicast' }));
}
