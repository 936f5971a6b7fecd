/*
 * files: the files of a host, over SFTP.
 */
#ifndef K8SM_FILES_FILES_H
#define K8SM_FILES_FILES_H

#include "base/base.h"
#include "tasks/tasks.h"
#include "web/web.h"

/*
 * Closes sessions that nobody used for a while.  For the moments in which a
 * process has nothing to do.
 */
void files_idle(void);

extern const struct route files_routes[];
extern const struct route files_upload_routes[];
extern const struct task_kind files_kinds[];

#endif
