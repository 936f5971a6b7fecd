import { useEffect, useState } from 'react';

export function useDebounced<T>(value: T, ms = 250): T {
	const [late, setLate] = useState(value);
	useEffect(() => {
		const timer = setTimeout(() => setLate(value), ms);
		return () => clearTimeout(timer);
	}, [value, ms]);
	return late;
}
