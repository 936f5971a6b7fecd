/* A line with what was looked for marked in it. */
import type { ReactElement } from 'react';
import { splitAt } from '../snippet';

export function Marked({ text, q }: { text: string; q: string }): ReactElement {
	return (
		<>
			{splitAt(text, q).map((part, i) => (part.hit ? <mark key={i}>{part.text}</mark> : <span key={i}>{part.text}</span>))}
		</>
	);
}
