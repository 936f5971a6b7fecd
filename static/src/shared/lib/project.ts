import { currentProject } from '../../api/client';
import { save } from './storage';

/** All pages ask in the name of this project from now on; 0 is all of mine. */
export function chooseProject(id: number): void {
	save('project', id || undefined);
	currentProject.set(id);
}
