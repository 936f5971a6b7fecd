/*
 * sshpeer: see sshpeer.h.  The script watches the pipe on its standard input,
 * so that it ends with us, however that happens.
 */
#include <sys/stat.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sshpeer.h"

extern char **environ;

static char folder[64];
static int to = -1, from = -1;
static pid_t script, owner;
static struct { char name[32], value[256]; } values[64];
static size_t n_values;
/* Files read once; held here so that they are no leak. */
static struct { char name[48]; char *text; } files[32];
static size_t n_files;

static void
die(const char *what)
{
	fprintf(stderr, "sshpeer: %s\n", what);
	exit(1);
}

static void
down(void)
{
	char command[128];
	char *argv[] = { (char[]){ "rm" }, (char[]){ "-rf" }, command, NULL };
	pid_t pid;

	if (script <= 0 || getpid() != owner)
		return;
	close(to);
	waitpid(script, NULL, 0);
	snprintf(command, sizeof(command), "%s", folder);
	if (posix_spawn(&pid, "/bin/rm", NULL, NULL, argv, environ) == 0)
		waitpid(pid, NULL, 0);
}

static int
load(void)
{
	char path[96], line[320], *eq;
	FILE *f;

	snprintf(path, sizeof(path), "%s/peers", folder);
	f = fopen(path, "r");
	if (f == NULL)
		return 0;
	while (fgets(line, sizeof(line), f) != NULL && n_values < 64) {
		line[strcspn(line, "\n")] = '\0';
		eq = strchr(line, '=');
		if (eq == NULL)
			continue;
		*eq = '\0';
		snprintf(values[n_values].name, 32, "%.31s", line);
		snprintf(values[n_values].value, 256, "%.255s", eq + 1);
		n_values++;
	}
	fclose(f);
	return n_values > 0;
}

void
sshpeer_up(void)
{
	posix_spawn_file_actions_t acts;
	char path[] = "test/sshd/peers.sh";
	char *argv[] = { path, folder, NULL };
	int in[2], out[2], i;

	snprintf(folder, sizeof(folder), "/tmp/k8sm-sshd.XXXXXX");
	if (mkdtemp(folder) == NULL || pipe2(in, O_CLOEXEC) ||
	    pipe2(out, O_CLOEXEC))
		die("no folder or pipes");
	posix_spawn_file_actions_init(&acts);
	posix_spawn_file_actions_adddup2(&acts, in[0], 0);
	posix_spawn_file_actions_adddup2(&acts, out[1], 1);
	if (posix_spawn(&script, path, &acts, NULL, argv, environ))
		die("cannot start test/sshd/peers.sh; run from the top folder");
	posix_spawn_file_actions_destroy(&acts);
	close(in[0]);
	close(out[1]);
	to = in[1];
	from = out[0];
	owner = getpid();
	atexit(down);
	for (i = 0; i < 2400 && !load(); i++) {
		if (waitpid(script, NULL, WNOHANG) == script) {
			script = 0;
			die("the servers did not start");
		}
		usleep(50000);
	}
	if (n_values == 0)
		die("the servers did not start in time");
}

const char *
sshpeer(const char *name)
{
	size_t i;

	for (i = 0; i < n_values; i++)
		if (strcmp(values[i].name, name) == 0)
			return values[i].value;
	die(name);
	return NULL;
}

int
sshpeer_port(const char *name)
{
	return (int)strtol(sshpeer(name), NULL, 10);
}

const char *
sshpeer_file(const char *name)
{
	char path[320];
	struct stat st;
	char *text;
	FILE *f;
	size_t i;

	for (i = 0; i < n_files; i++)
		if (strcmp(files[i].name, name) == 0)
			return files[i].text;
	snprintf(path, sizeof(path), "%s/%s", sshpeer("keys"), name);
	f = fopen(path, "r");
	if (f == NULL || fstat(fileno(f), &st))
		die(path);
	text = calloc(1, (size_t)st.st_size + 1);
	if (fread(text, 1, (size_t)st.st_size, f) != (size_t)st.st_size)
		die(path);
	fclose(f);
	if (n_files == sizeof(files) / sizeof(files[0]))
		die("too many files");
	snprintf(files[n_files].name, sizeof(files[0].name), "%.47s", name);
	files[n_files++].text = text;
	return text;
}

void
sshpeer_tell(const char *command)
{
	char line[64];

	snprintf(line, sizeof(line), "%s\n", command);
	if (write(to, line, strlen(line)) == -1 ||
	    read(from, line, sizeof(line)) <= 0)
		die("the servers are gone");
}
