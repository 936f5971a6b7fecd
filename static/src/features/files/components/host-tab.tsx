import { useSearchParams } from 'react-router';
import type { ReactElement } from 'react';
import type { HostTabProps } from '../../hosts/tabs';
import { FileManager } from './file-manager';
import { spotFrom, spotInto } from './spot-url';

export function Component({ host }: HostTabProps): ReactElement {
	const [search, setSearch] = useSearchParams();
	return (
		<FileManager
			host={host} spot={spotFrom(search)}
			go={(spot) => setSearch((old) => spotInto(old, spot))}
		/>
	);
}
